// Missing entries of data on a grid from groups of patches that are alike.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "classic/inpaint.h"
#include "classic/method.h"
#include "classic/telea.h"

namespace lacuna::classic {

/// A completion made elsewhere: rows × cols, row-major; NaN where it says nothing.
using GivenCompletion = std::vector<float>;

/// Patches that are alike stand in the columns of a matrix A of nearly low rank. Once its mean
/// column is taken off, each singular value s is shrunk to
///   max(0, s − λ·√K·σ²/√(s² − K·σ²)), or 0 where s² <= K·σ²,
/// for K patches and noise of standard deviation σ, and missing entries become the weighted mean of
/// all patches that cover them, those of a group of rank r with weight 1 − r/K. This is repeated
/// while σ falls, so that structure settles before detail; observed entries stay as they are. Dong,
/// Shi & Li, Nonlocal image restoration with bilateral variance estimation: a low-rank approach,
/// IEEE Trans. Image Process. 22(2), 2013, with the weights of Gu et al., Weighted nuclear norm
/// minimization and its applications to low level vision, Int. J. Comput. Vis. 121, 2017.
///
/// With more than one level it goes from coarse to fine: a grid of cells of 2 × 2 entries, each the
/// mean of what is observed in it, is completed in the same way with one level less; bilinear
/// between its cells that gives U, and the start is U + E, where E is the completion of what is
/// observed less U by the start method. There is no coarser grid where it would have a side shorter
/// than a patch, or where nothing is missing.
struct NonlocalSpec {
  std::uint32_t patch = 8;         // side of a patch, >= 1; clipped to those of the matrix
  std::uint32_t stride = 3;        // between reference patches, >= 1; a side of the patch at most
  std::uint32_t radius = 12;       // how far patches are looked for in both directions, >= 1
  std::uint32_t similar = 48;      // K >= 2, the reference patch included; fewer where there are
  std::uint32_t steps = 20;        // how many σ there are, >= 1
  double noise_from = 60.0 / 255;  // the first σ and
  double noise_to = 2.0 / 255;     // the last, > 0, as shares of the observed range
  double threshold = 2.7;          // λ >= 0
  std::uint32_t match_every = 4;   // steps between two searches for patches, >= 1
  std::uint32_t levels = 1;        // grids, >= 1, each of half the size of the one before it
  std::variant<BiharmonicSpec, HarmonicSpec, TeleaSpec, GivenCompletion> start{};
};

/// One step for each σ; the last one says that it is solved. The fidelity is over observed entries
/// that patches cover, as the patches have them, though the estimate of an observed entry is its
/// value. Coarser grids are completed within the first step. Entries that a given completion leaves
/// out are harmonic functions between all others.
std::unique_ptr<Method> makeMethod(const NonlocalSpec& spec, const Context& context);
std::uint64_t methodBytes(const NonlocalSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
