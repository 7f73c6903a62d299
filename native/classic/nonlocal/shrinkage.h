// Groups of patches as matrices of nearly low rank.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/factor_rows.h"
#include "classic/nonlocal/patches.h"

namespace lacuna::classic::nonlocal {

/// What singular values are compared with.
struct Threshold {
  double noise;   // σ
  double weight;  // λ
};

/// Groups that are worked on together, one in each lane of the kernel.
inline constexpr std::size_t kGroups = 16;

/// Makes groups of patches low rank; one for each thread.
class GroupShrinkage {
 public:
  explicit GroupShrinkage(const Geometry& geometry);

  /// Takes the patches of at most kGroups groups out of x (rows × cols), Geometry::group of them
  /// for each, and shrinks the singular values of each group about its mean patch.
  void run(std::span<const float> x, std::span<const std::uint32_t> patches, Threshold threshold);

  /// Singular values that were kept, the mean patch left aside.
  [[nodiscard]] std::size_t rank(std::size_t group) const { return ranks_[group]; }

  /// The patches of one group as they are now, group × patch entries; until the next call.
  std::span<const float> patches(std::size_t group);

  static std::uint64_t bytes(const Geometry& geometry);

 private:
  [[nodiscard]] float* matrix(std::size_t group) const {
    return matrices_.get() + group * matrix_floats_;
  }
  void gather(std::span<const float> x, std::span<const std::uint32_t> patches, std::size_t group);
  void multiplyGram(std::size_t group);

  const Geometry& geometry_;
  std::size_t order_;          // of Gram matrices: the lesser of patches and their entries
  std::size_t matrix_floats_;  // of a group, from cache line to cache line
  AlignedFloats matrices_;     // kGroups × (group × patch entries)
  AlignedFloats grams_;        // kGroups × order × order, then what they are multiplied with
  AlignedFloats scratch_;
  AlignedFloats result_;      // group × patch entries
  std::vector<float> means_;  // kGroups × patch entries
  std::vector<std::uint32_t> ranks_;
};

}  // namespace lacuna::classic::nonlocal
