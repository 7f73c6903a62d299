#include "binding/start_from_js.h"

#include <limits>
#include <string>

namespace lacuna {
namespace {

constexpr std::uint64_t kMostWidth = std::numeric_limits<std::uint32_t>::max();

enum class StartType : std::uint8_t { normal, uniform, scaled_normal, orthogonal, identity, given };
constexpr std::array<Choice<StartType>, 6> kStarts{{
    {"normal", StartType::normal},
    {"uniform", StartType::uniform},
    {"scaled-normal", StartType::scaled_normal},
    {"orthogonal", StartType::orthogonal},
    {"identity", StartType::identity},
    {"given", StartType::given},
}};

GivenStart givenFromJs(const JsValue& values, const std::vector<Shape>& parameters) {
  const std::vector<JsValue> arrays = values.elements();
  if (arrays.size() != parameters.size()) {
    values.fail("an array of length " + std::to_string(parameters.size()));
  }
  GivenStart start;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    start.values.push_back(arrays[i].floats(parameters[i].size()));
  }
  return start;
}

}  // namespace

std::uint32_t widthFromJs(const JsValue& value) {
  return static_cast<std::uint32_t>(value.integer(kMostWidth));
}

Start startFromJs(const JsValue& start, const std::vector<Shape>& parameters) {
  switch (start["type"].choice(kStarts)) {
    case StartType::normal:
      return NormalStart{start["mean"].number(), start["standardDeviation"].number()};
    case StartType::uniform:
      return UniformStart{start["low"].number(), start["high"].number()};
    case StartType::scaled_normal:
      return ScaledNormalStart{start["scale"].number()};
    case StartType::orthogonal:
      return OrthogonalStart{start["scale"].number()};
    case StartType::identity:
      return IdentityStart{start["scale"].number()};
    case StartType::given:
      break;
  }
  return givenFromJs(start["values"], parameters);
}

}  // namespace lacuna
