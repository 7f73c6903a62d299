// Damped Gauss–Newton steps for factors whose product is known at some entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/entry_side.h"
#include "classic/method.h"

namespace lacuna::classic {

/// X = left·rightᵀ in double: near an exact fit the equations lose half of the digits.
struct DoubleFactors {
  std::size_t width = 0;
  std::vector<double> left;   // rows × width
  std::vector<double> right;  // cols × width
};

/// The step (D, E) of the factors (A, B) that minimises
///
///   ‖P_Ω(D·Bᵀ + A·Eᵀ) − R‖² + λ·(‖A + D‖² + ‖B + E‖²) + μ·(‖D‖² + ‖E‖²),   R = P_Ω(M − A·Bᵀ)
///
/// The longer side is eliminated exactly, line by line (damped Wiberg: Okatani, Yoshida & Deguchi,
/// Efficient algorithm for low-rank matrix factorization with missing components and performance
/// comparison of latest algorithms, ICCV 2011). What is left for the shorter one is solved by
/// conjugate gradients, preconditioned by the blocks of its lines. The same bits for any number of
/// threads.
class DampedStep {
 public:
  explicit DampedStep(const Context& context);

  /// Sets the equations up at these factors. `residuals` are R in the order of rows.
  void linearise(const DoubleFactors& x, std::span<const double> residuals, double lambda);

  /// The step for a damping μ > 0. Throws Error(cancelled) when the job was told to stop.
  DoubleFactors solve(double damping);

  /// Mean diagonal entry of the equations without damping.
  [[nodiscard]] double meanDiagonal() const;

  /// Bytes for factors of that width, what solve() returns included.
  static std::uint64_t bytes(const Extent& extent, std::uint64_t width);

 private:
  /// What the equations say of the lines of one side.
  struct Equations {
    EntrySide side;
    std::vector<double> factors{};   // lines × width
    std::vector<double> blocks{};    // lines × width × width, upper triangles
    std::vector<double> gradient{};  // lines × width
    std::vector<double> inverses{};  // lines × width × width, of damped blocks
  };

  void setUp(Equations& equations, const std::vector<double>& others,
             std::span<const double> residuals, double lambda);
  void invertEliminated(double damping);
  void invertPreconditioner(double damping);
  void eliminate(const std::vector<double>& constants, const std::vector<double>& of_kept,
                 std::vector<double>& of_eliminated);
  void take(const std::vector<double>& of_eliminated, std::vector<double>& of_kept);
  void applyBlocks(const std::vector<double>& x, double damping, std::vector<double>& product);
  double precondition(const std::vector<double>& residual, std::vector<double>& result);
  std::vector<double> conjugateGradients(double damping, std::vector<double> residual);

  const Context& context_;
  bool keeps_cols_;
  std::size_t width_ = 0;
  Equations kept_;
  Equations eliminated_;
  std::vector<double> steps_;  // eliminated lines × width
};

}  // namespace lacuna::classic
