#include "binding/path_methods_from_js.h"

#include <array>

#include "binding/start_from_js.h"

namespace lacuna {
namespace {

/// A penalty with its parameter.
using PenaltyOf = classic::RankPenalty (*)(double gamma);

template <class Penalty>
classic::RankPenalty penaltyOf(double gamma) {
  return Penalty{gamma};
}

constexpr std::array<Choice<PenaltyOf>, 8> kPenalties{{
    {"capped-l1", penaltyOf<classic::CappedPenalty>},
    {"etp", penaltyOf<classic::EtpPenalty>},
    {"geman", penaltyOf<classic::GemanPenalty>},
    {"laplace", penaltyOf<classic::LaplacePenalty>},
    {"logarithm", penaltyOf<classic::LogarithmPenalty>},
    {"lp", penaltyOf<classic::PowerPenalty>},
    {"mcp", penaltyOf<classic::McpPenalty>},
    {"scad", penaltyOf<classic::ScadPenalty>},
}};

constexpr std::array<Choice<classic::RootPower>, 2> kPowers{
    {{"1/2", classic::RootPower::half}, {"2/3", classic::RootPower::two_thirds}}};

constexpr std::array<Choice<classic::IterationKind>, 2> kIterationKinds{
    {{"plain", classic::IterationKind::plain},
     {"accelerated", classic::IterationKind::accelerated}}};

classic::RankPenalty penaltyFromJs(const JsValue& method) {
  return method["penalty"].choice(kPenalties)(method["gamma"].number());
}

classic::WeightPath pathFromJs(const JsValue& method) {
  return {method["start"].number(),          method["factor"].number(),
          method["least"].number(),          method["tolerance"].number(),
          widthFromJs(method["iterations"]), widthFromJs(method["maxRank"])};
}

}  // namespace

classic::MethodSpec dnnrFromJs(const JsValue& method) {
  return classic::DnnrSpec{penaltyFromJs(method), method["exponent"].choice(kPowers),
                           pathFromJs(method)};
}

classic::MethodSpec gpgFromJs(const JsValue& method) {
  return classic::GpgSpec{penaltyFromJs(method), pathFromJs(method)};
}

classic::MethodSpec irnnFromJs(const JsValue& method) {
  return classic::IrnnSpec{penaltyFromJs(method), pathFromJs(method)};
}

classic::MethodSpec isvtaFromJs(const JsValue& method) {
  return classic::IsvtaSpec{method["p"].number(), method["epsilon"].number(),
                            method["iteration"].choice(kIterationKinds), pathFromJs(method)};
}

}  // namespace lacuna
