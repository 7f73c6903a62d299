#include "binding/fold_from_js.h"

#include <limits>
#include <utility>

#include "binding/spec_from_js.h"

namespace lacuna {
namespace {

constexpr std::uint64_t kMostWidth = std::numeric_limits<std::uint32_t>::max();

constexpr std::array<Choice<FoldMetric>, 2> kMetrics{
    {{"covariance", FoldMetric::covariance}, {"identity", FoldMetric::identity}}};

std::uint32_t widthFromJs(const JsValue& width) {
  return static_cast<std::uint32_t>(width.integer(kMostWidth));
}

}  // namespace

FoldInput foldInputFromJs(const JsValue& fold, const JsValue& rows) {
  const std::uint32_t fitted = widthFromJs(fold["rows"]);
  const std::uint32_t cols = widthFromJs(fold["cols"]);
  const std::uint32_t rank = widthFromJs(fold["rank"]);
  LowRank x{fitted, cols, rank, fold["left"].floats(static_cast<std::size_t>(fitted) * rank),
            fold["right"].floats(static_cast<std::size_t>(cols) * rank)};
  FoldSpec spec{std::move(x), fold["metric"].choice(kMetrics), fold["lambda"].number(),
                fold["predict"].boolean()};
  return {std::move(spec), entriesFromJs(rows),
          static_cast<unsigned>(fold["threads"].integer(std::numeric_limits<unsigned>::max()))};
}

}  // namespace lacuna
