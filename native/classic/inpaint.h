// Missing entries of data on a grid, smooth in the sense of a differential equation.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/grid_system.h"
#include "classic/method.h"

namespace lacuna::classic {

/// Δx = 0 at missing entries, with the observed ones as boundary values. Δ is the 5-point
/// Laplacian, (Δx)_p = Σ_q w_pq·(x_p − x_q) over the neighbours q of p above, below, left and right
/// that there are, w_pq the weight of their direction: borders reflect. It is solved exactly, by a
/// sparse Cholesky factor of Δ's rows and columns of missing entries.
struct HarmonicSpec {
  GridWeights weights{};
};

/// Δ²x = 0 at missing entries: surfaces that pass observed entries smoothly. Damelin & Hoang, On
/// surface completion and image inpainting by biharmonic functions: numerical aspects, Int. J.
/// Math. Math. Sci. 2018. Estimates are limited to the range of what is observed.
struct BiharmonicSpec {
  GridWeights weights{};
};

/// Both take one step and pass through observed entries, whose estimates are their values;
/// the fidelity is 0. As the grid is connected, one observed entry determines all.
std::unique_ptr<Method> makeMethod(const HarmonicSpec& spec, const Context& context);
std::unique_ptr<Method> makeMethod(const BiharmonicSpec& spec, const Context& context);

/// For the worst form that so many missing entries can have, a square without any observed entry in
/// it, with the fill of nested dissection.
std::uint64_t methodBytes(const HarmonicSpec& spec, const Extent& extent);
std::uint64_t methodBytes(const BiharmonicSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
