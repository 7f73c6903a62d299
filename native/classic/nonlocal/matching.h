// The patches that are most alike to reference patches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/nonlocal/patches.h"

namespace lacuna::classic::nonlocal {

/// Reference patches that are compared together.
inline constexpr std::size_t kReferences = 64;

/// At most kReferences reference patches that begin in one row, at ascending columns.
struct References {
  std::size_t row;
  std::span<const std::uint32_t> cols;
};

/// Compares reference patches with all patches around them; one for each thread.
class Matcher {
 public:
  explicit Matcher(const Geometry& geometry);

  /// patches: Geometry::group for each reference patch, in ascending order: itself, and those with
  /// the least sums of squared differences in x (rows × cols, finite) of all that begin within the
  /// radius; of equal ones those that come first.
  void match(std::span<const float> x, const References& references,
             std::span<std::uint32_t> patches);

  static std::uint64_t bytes(const Geometry& geometry);

 private:
  void measure(std::span<const float> x, const References& references, std::size_t row);
  void select(const References& references, std::size_t reference,
              std::span<std::uint32_t> patches);

  const Geometry& geometry_;
  std::size_t window_;                // patches around a reference patch, at most
  std::vector<float> squares_;        // cols: squared differences, added over the rows of a patch
  std::vector<float> distances_;      // kReferences × window, as they are found
  std::vector<std::size_t> found_;    // how many of them, for each reference patch
  std::vector<std::uint64_t> order_;  // window: distance and place of each patch in one number
};

}  // namespace lacuna::classic::nonlocal
