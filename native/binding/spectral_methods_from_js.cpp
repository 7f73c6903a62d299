#include "binding/spectral_methods_from_js.h"

#include <array>
#include <optional>
#include <vector>

#include "binding/start_from_js.h"

namespace lacuna {
namespace {

constexpr std::array<Choice<classic::RankStrategy>, 3> kStrategies{
    {{"fixed", classic::RankStrategy::fixed},
     {"decrease", classic::RankStrategy::decrease},
     {"increase", classic::RankStrategy::increase}}};

constexpr std::array<Choice<classic::SoftImputeAlgorithm>, 2> kAlgorithms{
    {{"full", classic::SoftImputeAlgorithm::full}, {"als", classic::SoftImputeAlgorithm::als}}};

constexpr std::array<Choice<classic::SvdStart>, 2> kStarts{
    {{"rows", classic::SvdStart::rows}, {"cols", classic::SvdStart::cols}}};

constexpr std::array<Choice<classic::TnnrSolver>, 2> kTnnrSolvers{
    {{"admm", classic::TnnrSolver::admm}, {"apgl", classic::TnnrSolver::apgl}}};

classic::Features featuresFromJs(const JsValue& features) {
  return {features["data"].floats(), widthFromJs(features["width"])};
}

}  // namespace

classic::MethodSpec fnnmFromJs(const JsValue& method) {
  return classic::FnnmSpec{featuresFromJs(method["rows"]), featuresFromJs(method["cols"]),
                           method["lambda1"].number(), method["lambda2"].number(),
                           method["centre"].boolean()};
}

classic::MethodSpec gaussNewtonFromJs(const JsValue& method) {
  return classic::GaussNewtonSpec{widthFromJs(method["maxRank"]), method["lambda"].number(),
                                  widthFromJs(method["iterations"])};
}

classic::MethodSpec lmafitFromJs(const JsValue& method) {
  return classic::LmafitSpec{widthFromJs(method["rank"]),
                             method["rankStrategy"].choice(kStrategies),
                             widthFromJs(method["maxRank"])};
}

classic::MethodSpec mssFromJs(const JsValue& method) {
  std::vector<double> exponents;
  for (const JsValue& exponent : method["exponents"].elements()) {
    exponents.push_back(exponent.number());
  }
  return classic::MssSpec{std::move(exponents), widthFromJs(method["rank"]),
                          method["lambda"].number(), method["eta"].number()};
}

classic::MethodSpec softImputeFromJs(const JsValue& method) {
  const JsValue lambda = method["lambda"];
  return classic::SoftImputeSpec{method["algorithm"].choice(kAlgorithms),
                                 lambda.isGiven() ? std::optional(lambda.number()) : std::nullopt,
                                 widthFromJs(method["points"]),
                                 method["least"].number(),
                                 method["tolerance"].number(),
                                 widthFromJs(method["iterations"]),
                                 widthFromJs(method["maxRank"]),
                                 method["centre"].boolean()};
}

classic::MethodSpec svdFromJs(const JsValue& method) {
  return classic::SvdSpec{widthFromJs(method["rank"]), method["start"].choice(kStarts)};
}

classic::MethodSpec tnnrFromJs(const JsValue& method) {
  return classic::TnnrSpec{method["solver"].choice(kTnnrSolvers), widthFromJs(method["rank"]),
                           method["threshold"].number(), method["tolerance"].number(),
                           widthFromJs(method["iterations"])};
}

}  // namespace lacuna
