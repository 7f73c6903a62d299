// What the values at a position are to a standard normal variable, its score.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "classic/lines.h"

namespace lacuna::classic {

/// How values follow from scores.
enum class MarginalForm : std::uint8_t {
  normal,    // in proportion: x = mean + deviation·score
  empirical  // by rank: as often as a score is less than z, a value is less than x
};

/// Of a value whose score is normal.
struct Spread {
  double mean;
  double deviation;
};

/// The values of one position.
class Marginal {
 public:
  Marginal() = default;
  Marginal(const Marginal&) = delete;
  Marginal& operator=(const Marginal&) = delete;
  virtual ~Marginal() = default;

  /// The score of a value that is observed. Those of all that are have the mean 0 and the variance
  /// 1, or 0 where all are equal.
  [[nodiscard]] virtual double score(float value) const = 0;

  /// Of the value, when its score is normal with that mean and that variance.
  [[nodiscard]] virtual Spread spread(double mean, double variance) const = 0;

  /// The standard deviation of the observed values; 1 where they are all equal.
  [[nodiscard]] virtual double unit() const = 0;
};

/// One for each position. A position without values has one value only, `otherwise`.
std::vector<std::unique_ptr<Marginal>> marginalsOf(const Lines& lines, MarginalForm form,
                                                   double otherwise);

}  // namespace lacuna::classic
