#include "binding/nonlocal_from_js.h"

#include <array>

#include "binding/start_from_js.h"

namespace lacuna {
namespace {

using Start = decltype(classic::NonlocalSpec::start);

const std::array<Choice<Start>, 3> kStarts{{{"biharmonic", classic::BiharmonicSpec{}},
                                            {"harmonic", classic::HarmonicSpec{}},
                                            {"telea", classic::TeleaSpec{}}}};

Start completionFromJs(const JsValue& start) {
  if (start.isString()) {
    return start.choice(kStarts);
  }
  return start.floats();
}

}  // namespace

classic::MethodSpec nonlocalFromJs(const JsValue& method) {
  return classic::NonlocalSpec{.patch = widthFromJs(method["patch"]),
                               .stride = widthFromJs(method["stride"]),
                               .radius = widthFromJs(method["radius"]),
                               .similar = widthFromJs(method["similar"]),
                               .steps = widthFromJs(method["steps"]),
                               .noise_from = method["noiseFrom"].number(),
                               .noise_to = method["noiseTo"].number(),
                               .threshold = method["threshold"].number(),
                               .match_every = widthFromJs(method["matchEvery"]),
                               .levels = widthFromJs(method["levels"]),
                               .start = completionFromJs(method["start"])};
}

}  // namespace lacuna
