#include "classic/inferred_lines.h"

#include <algorithm>
#include <cmath>

#include "linalg/cholesky.h"
#include "linalg/double_vectors.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kLanes = 4;
constexpr double kRidge = 1e-13;       // relative to the largest diagonal entry of B·S·Bᵀ
constexpr std::size_t kLinesEach = 2;  // lines for each factor that tell S, at least

struct Normal {
  std::vector<double> mean;        // width
  std::vector<double> covariance;  // width × width
};

std::size_t countOf(const EntrySide& side, std::size_t line) {
  return side.offsets[line + 1] - side.offsets[line];
}

/// Lines with as many entries as factors.
std::vector<std::size_t> determinedLines(const ExactSide& exact) {
  std::vector<std::size_t> lines;
  for (std::size_t i = 0; i < exact.side.lines(); ++i) {
    if (countOf(exact.side, i) >= exact.width) {
      lines.push_back(i);
    }
  }
  return lines;
}

Normal normalOf(const ExactSide& exact, const std::vector<std::size_t>& lines) {
  const std::size_t n = exact.width;
  const double share = 1.0 / static_cast<double>(lines.size());
  Normal normal{std::vector<double>(n, 0.0), std::vector<double>(n * n, 0.0)};
  for (const std::size_t i : lines) {
    accumulate(normal.mean.data(), share, exact.own.data() + i * n, n);
  }
  std::vector<double> from_mean(n);
  for (const std::size_t i : lines) {
    std::transform(normal.mean.begin(), normal.mean.end(), exact.own.begin() + i * n,
                   from_mean.begin(), [](double mean, double own) { return own - mean; });
    for (std::size_t k = 0; k < n; ++k) {
      accumulate(normal.covariance.data() + k * n, share * from_mean[k], from_mean.data(), n);
    }
  }
  return normal;
}

/// The conditional mean of a line.
std::vector<double> conditionalMean(const ExactSide& exact, const Normal& normal, std::size_t i) {
  const std::size_t n = exact.width;
  const std::size_t first = exact.side.offsets[i];
  const std::size_t count = countOf(exact.side, i);
  std::vector<double> turned(count * n);  // B·S
  std::vector<double> weights(count);     // values − B·m, then (B·S·Bᵀ)⁻¹ times that
  const auto other = [&](std::size_t e) {
    return exact.others.data() + exact.side.others[first + e] * n;
  };
  for (std::size_t e = 0; e < count; ++e) {
    for (std::size_t k = 0; k < n; ++k) {
      accumulate(turned.data() + e * n, other(e)[k], normal.covariance.data() + k * n, n);
    }
    weights[e] =
        exact.values[exact.side.position(first + e)] - dot<kLanes>(other(e), normal.mean.data(), n);
  }
  std::vector<double> system(count * count);
  double largest = 0.0;
  for (std::size_t e = 0; e < count; ++e) {
    for (std::size_t f = e; f < count; ++f) {
      system[e * count + f] = dot<kLanes>(turned.data() + e * n, other(f), n);
    }
    largest = std::max(largest, system[e * count + e]);
  }
  for (std::size_t e = 0; e < count; ++e) {
    system[e * count + e] += kRidge * largest;
  }
  solveCholesky(system.data(), weights.data(), count);
  std::vector<double> line = normal.mean;
  for (std::size_t e = 0; e < count; ++e) {
    accumulate(line.data(), weights[e], turned.data() + e * n, n);
  }
  return line;
}

}  // namespace

std::vector<double> inferredLines(const ExactSide& exact) {
  std::vector<double> lines(exact.own.begin(), exact.own.end());
  const std::vector<std::size_t> determined = determinedLines(exact);
  if (determined.size() < kLinesEach * exact.width) {
    return lines;
  }
  const Normal normal = normalOf(exact, determined);
  for (std::size_t i = 0; i < exact.side.lines(); ++i) {
    if (countOf(exact.side, i) >= exact.width) {
      continue;
    }
    const std::vector<double> line = conditionalMean(exact, normal, i);
    if (std::all_of(line.begin(), line.end(), [](double x) { return std::isfinite(x); })) {
      std::copy(line.begin(), line.end(),
                lines.begin() + static_cast<std::ptrdiff_t>(i * exact.width));
    }
  }
  return lines;
}

}  // namespace lacuna::classic
