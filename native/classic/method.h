// What a classical method is to the loop around it (classic/solve.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "classic/entries.h"
#include "cpu/team.h"
#include "support/stop.h"

namespace lacuna::classic {

/// What every method works with. It outlives the method.
struct Context {
  cpu::Team& team;
  const Entries& observed;  // what the method learns from; at least one
  std::uint64_t seed;
  const std::atomic<bool>& stop;
};

/// Throws Error(cancelled) once the job was told to stop; for loops that take long.
inline void throwIfStopped(const Context& context) { lacuna::throwIfStopped(context.stop); }

/// How large a problem is.
struct Extent {
  std::uint32_t rows;
  std::uint32_t cols;
  std::uint64_t observed;
  bool dense;  // whether all of the matrix is wanted, or X in factors

  [[nodiscard]] std::uint64_t entries() const { return std::uint64_t{rows} * cols; }
};

/// X in factors, left·rightᵀ.
struct Factors {
  std::vector<float> left;   // rows × width
  std::vector<float> right;  // cols × width
  std::uint32_t width = 0;
};

/// How a step went.
struct Progressed {
  /// By how much the estimate changed, relative to its size: what the tolerance is compared with. A
  /// method that is done after this step, as nothing would change any more, says 0.
  double change;
  /// Mean squared error over the observed entries after it.
  double fidelity;
};

/// A method at work. Constructed with its settings, a Context and everything allocated that it
/// needs.
class Method {
 public:
  Method() = default;
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;
  virtual ~Method() = default;

  /// One iteration, or all of it where a method does not iterate.
  virtual Progressed step() = 0;

  /// The estimate of places, after a step; not clipped. Any place may be asked for, those of
  /// observed entries too (the estimate then, not what was observed).
  virtual void predict(std::span<const Place> places, std::span<float> values) = 0;

  /// All of the estimate, rows × cols, after a step.
  virtual void fill(std::span<float> matrix) = 0;

  /// X in factors, for those methods that have it so (takesSparse() of their settings); width 0
  /// when there are none.
  virtual Factors factors() { return {}; }

  /// Rank of the estimate; 0 where that says nothing.
  [[nodiscard]] virtual std::uint32_t rank() const { return 0; }

  /// Whether fewer steps may be better, so that validation looks at every one of them.
  [[nodiscard]] virtual bool stopsEarly() const { return true; }

  /// Whether the estimate is determined by what it was made from, whatever held entries say: it
  /// explains all of that, with fewer freedoms.
  [[nodiscard]] virtual bool isConclusive() const { return false; }

  /// Standard deviations of what predict() gives; false where the method has none.
  virtual bool deviations(std::span<const Place> /*places*/, std::span<float> /*values*/) {
    return false;
  }

  /// How many equal groups of columns the factors consist of, each an X of its own of which X is
  /// the sum: samples of a posterior. 1 otherwise.
  [[nodiscard]] virtual std::uint32_t samples() const { return 1; }
};

}  // namespace lacuna::classic
