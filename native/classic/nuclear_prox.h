// The proximal map of the nuclear norm.
#pragma once

#include <span>

#include "classic/method.h"
#include "linalg/partial_svd.h"

namespace lacuna::classic {

/// The triplets of D_τ(z) = argmin over X of ½‖X − z‖² + τ·‖X‖_*: those of z with s > τ, s − τ.
Triplets nuclearProx(PartialSvd& svd, std::span<const float> z, double tau);

/// Σ s of the triplets: ‖X‖_*.
double nuclearNorm(const Triplets& x);

/// X = (U·diag(s))·Vᵀ.
Factors factorsOf(const Triplets& x);

}  // namespace lacuna::classic
