// The two ways to solve for the nuclear norm.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"
#include "classic/soft_impute.h"

namespace lacuna::classic {

/// min ½‖P_Ω(X − M)‖² + λ‖X‖_*, from the X before.
class SoftImputeSolver {
 public:
  SoftImputeSolver() = default;
  SoftImputeSolver(const SoftImputeSolver&) = delete;
  SoftImputeSolver& operator=(const SoftImputeSolver&) = delete;
  virtual ~SoftImputeSolver() = default;

  /// Largest singular value of P_Ω(M).
  virtual double largest() = 0;
  /// One iteration: by how much X changes, relative to its size.
  virtual double iterate(double lambda) = 0;
  /// X = left·rightᵀ, whose width is its rank.
  [[nodiscard]] virtual Factors factors() const = 0;
  /// Mean squared error over the observed entries of X, which is what factors() gave.
  [[nodiscard]] virtual double fidelity(const Factors& x) const = 0;
};

/// `context` stands for M.
std::unique_ptr<SoftImputeSolver> makeFullSolver(const Context& context);
std::unique_ptr<SoftImputeSolver> makeAlsSolver(const Context& context, std::uint32_t max_rank);

std::uint64_t fullSolverBytes(const Extent& extent);
std::uint64_t alsSolverBytes(const Extent& extent, std::uint32_t max_rank);

}  // namespace lacuna::classic
