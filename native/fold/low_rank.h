// X cut down to few directions: its truncated singular value decomposition.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace lacuna {

/// X ≈ left·rightᵀ with orthonormal columns of `right` and orthogonal ones of `left`, whose norms,
/// the singular values, descend.
struct LowRank {
  std::uint32_t rows;
  std::uint32_t cols;
  std::uint32_t rank;
  std::vector<float> left;   // rows × rank
  std::vector<float> right;  // cols × rank
};

/// What may be left out of X: its least singular values, as long as their squares sum up to no more
/// than this share of ‖X − 1·mᵀ‖², m the mean of the rows, which a common offset does not change.
inline constexpr double kTruncatedEnergy = 1e-6;

/// At most so many directions are kept.
inline constexpr std::uint32_t kMostRank = 256;

/// Of x (rows×cols): eigenvectors of the Gram matrix of its shorter side k, about
/// rows·cols·k + 9·k³ operations. Throws Error: cancelled when `stop` was set, invalid_argument
/// when an entry is not finite.
LowRank lowRankOf(std::span<const float> x, std::uint32_t rows, std::uint32_t cols,
                  const std::atomic<bool>& stop);

/// Of X = left·rightᵀ with left (rows×r) and right (cols×r), without forming X: about
/// (rows + cols)·r² + 20·r³ operations. Throws as above.
LowRank lowRankOf(std::span<const float> left, std::span<const float> right, std::uint32_t rows,
                  std::uint32_t cols, const std::atomic<bool>& stop);

/// Bytes that lowRankOf takes beside its input: of a matrix of that shape, of factors of that
/// width.
std::uint64_t lowRankBytes(std::uint64_t rows, std::uint64_t cols);
std::uint64_t lowRankBytes(std::uint64_t rows, std::uint64_t cols, std::uint64_t width);

}  // namespace lacuna
