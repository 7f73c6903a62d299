// What an iteration does to singular values.
#pragma once

namespace lacuna::classic {

/// s ↦ shrink(s, λ), in units of the largest singular value of the observed entries.
class SingularMap {
 public:
  SingularMap() = default;
  SingularMap(const SingularMap&) = delete;
  SingularMap& operator=(const SingularMap&) = delete;
  virtual ~SingularMap() = default;

  /// Rises with s, between 0 and s; s >= 0, λ > 0.
  [[nodiscard]] virtual double shrink(double s, double lambda) const = 0;

  /// The penalty of s that it makes less.
  [[nodiscard]] virtual double penalty(double s, double lambda) const = 0;
};

/// The largest s that becomes 0 at that λ, or hardly less.
double threshold(const SingularMap& map, double lambda);

}  // namespace lacuna::classic
