// What a regularizer looks at: a linear view T(X) whose rows it relates.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "device/device.h"
#include "device/workspace.h"
#include "math/block_view.h"

namespace lacuna {

/// The rows or the columns of X.
enum class Axis : std::uint8_t { rows, cols };

/// The positions within blocks of X, or these blocks; those that would leave X are left out.
struct Blocks {
  std::uint32_t height;
  std::uint32_t width;
  std::uint32_t row_stride;
  std::uint32_t col_stride;
  BlockRelation relate;
};

/// Which vectors of X a regularizer relates.
using Over = std::variant<Axis, Blocks>;

/// The blocks of a rows×cols matrix: none where they do not fit or have a side or stride of 0.
BlockGrid gridOf(const Blocks& blocks, std::uint32_t rows, std::uint32_t cols);

/// The rows of T(X) are the vectors that are related; k×k matrices act on them. T(X) = X for rows
/// (k = rows of X) and Xᵀ for columns (k = columns of X). For blocks it is their view (see
/// math/block_view.h) where blocks are related (k = number of blocks), and the transposed view for
/// positions (k = height·width).
class Transform {
 public:
  Transform(const Over& over, std::uint32_t rows, std::uint32_t cols);

  /// k, the number of vectors related.
  [[nodiscard]] std::uint32_t order() const { return order_; }
  /// The length of each of them.
  [[nodiscard]] std::uint32_t length() const { return length_; }

  /// Asks for what view() and addThrough() need of the workspace: its slot kView.
  void reserve(Workspace& workspace) const;

  /// y (length×k) = T(x)ᵀ minus the mean over its k columns. Distances between columns stay as they
  /// are, and their Gram matrix loses ten times fewer digits.
  void centredTranspose(Device& device, Problems problems, Matrix y, ConstMatrix x) const;

  /// d_x += T*(l·T(x)) for a symmetric l (k×k) whose rows sum to 0, and y the centredTranspose() of
  /// x.
  void addThrough(Device& device, Problems problems, const Workspace& workspace, Matrix d_x,
                  ConstMatrix l, ConstMatrix x, ConstMatrix y) const;

  /// T(x), or its transpose for columns and positions: x itself, or the view of its blocks.
  [[nodiscard]] ConstMatrix view(Device& device, Problems problems, const Workspace& workspace,
                                 ConstMatrix x) const;

  /// c = or += l·T(x) for a symmetric l (k×k), in the shape of the view.
  void multiply(Device& device, Problems problems, Matrix c, ConstMatrix l, ConstMatrix view,
                Write write) const;

  /// d_x += T*(g) for g in the shape of the view.
  void addAdjoint(Device& device, Problems problems, Matrix d_x, ConstMatrix g) const;

 private:
  struct BlockView {
    BlockGrid grid;
    BlockRelation relate;
  };

  static std::optional<BlockView> blocksOf(const Over& over, std::uint32_t rows,
                                           std::uint32_t cols);
  [[nodiscard]] Matrix viewIn(const Workspace& workspace) const;

  std::optional<BlockView> blocks_;
  bool view_is_transposed_;
  std::uint32_t order_;
  std::uint32_t length_;
};

}  // namespace lacuna
