// What a run of a classical method is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "classic/als.h"
#include "classic/bias.h"
#include "classic/bpmf.h"
#include "classic/dnnr.h"
#include "classic/entries.h"
#include "classic/fnnm.h"
#include "classic/forest.h"
#include "classic/gauss_newton.h"
#include "classic/gaussian.h"
#include "classic/gpg.h"
#include "classic/inpaint.h"
#include "classic/irnn.h"
#include "classic/isvta.h"
#include "classic/knn.h"
#include "classic/lmafit.h"
#include "classic/mean.h"
#include "classic/mss.h"
#include "classic/nonlocal.h"
#include "classic/soft_impute.h"
#include "classic/svd.h"
#include "classic/telea.h"
#include "classic/tnnr.h"

namespace lacuna::classic {

/// The method with its settings.
using MethodSpec = std::variant<MeanSpec, AlsSpec, BiasSpec, BiharmonicSpec, BpmfSpec, DnnrSpec,
                                FnnmSpec, ForestSpec, GaussNewtonSpec, GaussianSpec, GpgSpec,
                                HarmonicSpec, IrnnSpec, IsvtaSpec, KnnSpec, LmafitSpec, MssSpec,
                                NonlocalSpec, SoftImputeSpec, SvdSpec, TeleaSpec, TnnrSpec>;

enum class Form : std::uint8_t { matrix, factors };

struct Spec {
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  std::uint64_t seed = 0;
  MethodSpec method;
  std::uint64_t steps = 1;     // at most, >= 1
  double tolerance = 0.0;      // of Progressed::change
  std::uint64_t patience = 0;  // steps without a better validation error; 0 is any number
  std::uint64_t trace_every = 0;
  Form form = Form::matrix;
  std::optional<std::pair<float, float>> bounds;  // that held entries and places are clipped to
  std::vector<Place> places;                      // whose estimates are wanted by themselves
};

}  // namespace lacuna::classic
