// Lines as draws of one normal distribution, found by expectation maximisation.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/lines.h"
#include "classic/marginals.h"
#include "classic/method.h"

namespace lacuna::classic {

/// Lines x ~ Normal(µ, Σ), each independently, over p positions. A step is one of EM (Dempster,
/// Laird & Rubin, J. R. Statist. Soc. B 39, 1977; Schneider, J. Climate 14, 2001): with E the
/// expectation given what a line has observed, under µ and Σ of the step before, and n lines,
///
///   µ = 1/n·Σ E x,   Σ = (Σ E (x − µ)·(x − µ)ᵀ + ν·D)/(n + ν),   ν = shrinkage·p,
///
/// D the diagonal of the variances of what is observed at each position: as if ν more lines had
/// been drawn that do not correlate. With empirical marginals x are the scores of values, a
/// Gaussian copula (Zhao & Udell, KDD 2020, of continuous values). The estimate of an entry is its
/// expectation given the observed others of its line, that of an observed one too.
struct GaussianSpec {
  Over over = Over::rows;
  double shrinkage = 0.25;  // > 0, in lines for each position
  MarginalForm marginals = MarginalForm::normal;
};

/// Time of a step: for each line with m of p positions missing m³ + m²·p + p², and p³ once. Its
/// change is that of the estimates of missing entries, root mean square, in deviations of their
/// positions.
std::unique_ptr<Method> makeMethod(const GaussianSpec& spec, const Context& context);
std::uint64_t methodBytes(const GaussianSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
