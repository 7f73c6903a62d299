#include "binding/fold_from_js.h"

#include <limits>
#include <optional>

#include "binding/spec_from_js.h"

namespace lacuna {
namespace {

constexpr std::uint64_t kMostWidth = std::numeric_limits<std::uint32_t>::max();

constexpr std::array<Choice<FoldMetric>, 2> kMetrics{
    {{"covariance", FoldMetric::covariance}, {"identity", FoldMetric::identity}}};

std::uint32_t widthFromJs(const JsValue& width) {
  return static_cast<std::uint32_t>(width.integer(kMostWidth));
}

/// 0 is the model's own.
std::optional<double> lambdaFromJs(const JsValue& lambda) {
  const double value = lambda.number();
  return value > 0.0 ? std::optional(value) : std::nullopt;
}

}  // namespace

FoldInput foldInputFromJs(const JsValue& fold, const JsValue& rows) {
  const std::uint32_t fitted = widthFromJs(fold["rows"]);
  const std::uint32_t cols = widthFromJs(fold["cols"]);
  const std::uint32_t rank = widthFromJs(fold["rank"]);
  FoldSpec spec{fitted,
                cols,
                rank,
                fold["left"].floats(static_cast<std::size_t>(fitted) * rank),
                fold["right"].floats(static_cast<std::size_t>(cols) * rank),
                fold["noise"].number(),
                fold["metric"].choice(kMetrics),
                lambdaFromJs(fold["lambda"]),
                fold["predict"].boolean()};
  return {std::move(spec), entriesFromJs(rows),
          static_cast<unsigned>(fold["threads"].integer(std::numeric_limits<unsigned>::max()))};
}

}  // namespace lacuna
