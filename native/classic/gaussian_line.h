// A line of which some positions are known, as a draw of a normal distribution.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lacuna::classic {

/// The distribution of lines of n positions.
struct Normal {
  std::vector<double> mean;       // n
  std::vector<double> precision;  // n × n, the inverse of the covariance
};

/// Sums over lines d, deviations from one mean, of their expectations.
struct Scatter {
  std::vector<double> sum;      // n: Σ E d
  std::vector<double> product;  // n × n, the upper triangle: Σ E d·dᵀ

  explicit Scatter(std::size_t positions)
      : sum(positions, 0.0), product(positions * positions, 0.0) {}

  void operator+=(const Scatter& other);
};

/// What is expected of one line given what is known of it. Made once for each thread.
class GaussianLine {
 public:
  explicit GaussianLine(std::size_t positions);

  /// With K the precision and d deviations from the mean, of the missing positions m given the
  /// known ones o: E d_m = −K_mm⁻¹·K_mo·d_o, with the covariance K_mm⁻¹. Of a known position j
  /// given the other known ones: d_j − (K·E d)_j/c_j, with the variance 1/c_j, c_j = K_jj −
  /// k_j·K_mm⁻¹·k_jᵀ and k_j = K_jm. `at` ascends, `values` are those at these positions.
  void expect(const Normal& normal, std::span<const std::uint32_t> at,
              std::span<const double> values);

  /// Adds E d and E d·dᵀ.
  void addTo(Scatter& scatter) const;

  /// Of every position given the known others: mean and variance.
  [[nodiscard]] std::span<const double> means() const { return means_; }
  [[nodiscard]] std::span<const double> variances() const { return variances_; }

  /// Bytes of one for that many positions.
  static std::uint64_t bytes(std::uint64_t positions);

 private:
  void split(const Normal& normal, std::span<const std::uint32_t> at,
             std::span<const double> values);
  void expectMissing(const Normal& normal);
  void expectKnown(const Normal& normal);
  void eliminateMissing(const Normal& normal);

  std::size_t positions_;
  std::vector<std::uint32_t> known_;
  std::vector<std::uint32_t> missing_;
  std::vector<double> deviations_;  // E d
  std::vector<double> covariance_;  // missing × missing; K_mm, then its factor, then its inverse
  std::vector<double> scratch_;     // missing × missing
  std::vector<double> coupling_;    // missing × known: K_mo, then U⁻ᵀ·K_mo
  std::vector<double> means_;
  std::vector<double> variances_;
};

}  // namespace lacuna::classic
