#include "linalg/symmetric_eigen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "support/error.h"

namespace lacuna {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr std::size_t kLanes = 8;

/// What is called between two stretches of work.
class Pauses {
 public:
  explicit Pauses(const std::function<void()>& between) : between_(between) {}
  void operator()() const {
    if (between_) {
      between_();
    }
  }

 private:
  const std::function<void()>& between_;
};

double dot(const double* x, const double* y, std::size_t n) {
  std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] += x[i + lane] * y[i + lane];
    }
  }
  for (; i < n; ++i) {
    sums[i % kLanes] += x[i] * y[i];
  }
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

/// y += factor·x.
void accumulate(double* y, double factor, const double* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] += factor * x[i];
  }
}

/// T (tridiagonal) = H…H·A·H…H with reflections H_k = 1 − β_k·v_k·v_kᵀ, v_k zero up to entry k.
struct Tridiagonal {
  std::vector<double> diagonal;    // n
  std::vector<double> off;         // n: off[i] couples i and i + 1, the last is 0
  std::vector<double> reflectors;  // n×n: row k holds v_k from entry k + 1 on
  std::vector<double> betas;       // n
};

/// Turns x (n) into v so that (1 − β·v·vᵀ)·x = alpha·e_1; returns {alpha, β}.
std::pair<double, double> reflect(double* x, std::size_t n) {
  const double below = dot(x + 1, x + 1, n - 1);
  if (!(below > 0.0)) {
    return {x[0], 0.0};
  }
  const double norm = std::sqrt(x[0] * x[0] + below);
  const double alpha = x[0] > 0.0 ? -norm : norm;
  x[0] -= alpha;  // no cancellation
  return {alpha, 2.0 / (x[0] * x[0] + below)};
}

/// A −= v·wᵀ + w·vᵀ that is still to be done; nothing yet: both are 0.
struct RankTwo {
  std::vector<double> v;  // n
  std::vector<double> w;  // n
};

/// For row i of the lower triangle, entries first … i: does the update, adds a_ij·u_i to p_j for
/// j < i, and returns Σ_{j <= i} a_ij·u_j. So one pass updates A and multiplies it with u.
double updateRow(double* __restrict row, std::size_t first, std::size_t i, const RankTwo& update,
                 const double* u, double* __restrict p) {
  const double* const v = update.v.data();
  const double* const w = update.w.data();
  const double v_i = v[i];
  const double w_i = w[i];
  const double u_i = u[i];
  for (std::size_t j = first; j < i; ++j) {
    const double a = row[j] - v_i * w[j] - w_i * v[j];
    row[j] = a;
    p[j] += a * u_i;
  }
  row[i] -= 2.0 * v_i * w_i;
  return dot(row + first, u + first, i + 1 - first);
}

/// Works on the lower triangle; the reflectors take the place of the upper one.
Tridiagonal tridiagonalise(std::vector<double> a, std::size_t n, const Pauses& pause) {
  Tridiagonal t{std::vector<double>(n), std::vector<double>(n), {}, std::vector<double>(n)};
  RankTwo update{std::vector<double>(n), std::vector<double>(n)};
  std::vector<double> p(n);
  for (std::size_t k = 0; k < n; ++k) {
    pause();
    const auto& [v, w] = update;
    t.diagonal[k] = a[k * n + k] - 2.0 * v[k] * w[k];
    const std::size_t rest = n - k - 1;
    if (rest == 0) {
      break;
    }
    double* const row = a.data() + k * n;  // right of the diagonal: the column below it, updated
    for (std::size_t i = k + 1; i < n; ++i) {
      row[i] = a[i * n + k] - v[i] * w[k] - w[i] * v[k];
    }
    std::tie(t.off[k], t.betas[k]) = reflect(row + k + 1, rest);
    const double beta = t.betas[k];
    // A ← A − v·wᵀ − w·vᵀ over what is left, w = p − (β·vᵀp/2)·v, p = β·A·v
    std::fill(p.begin(), p.end(), 0.0);
    for (std::size_t i = k + 1; i < n; ++i) {
      p[i] += updateRow(a.data() + i * n, k + 1, i, update, row, p.data());
    }
    std::transform(p.begin(), p.end(), p.begin(), [&](double entry) { return beta * entry; });
    std::copy(row + k + 1, row + n, update.v.begin() + static_cast<std::ptrdiff_t>(k + 1));
    const double half = 0.5 * beta * dot(row + k + 1, p.data() + k + 1, rest);
    update.w = p;
    accumulate(update.w.data() + k + 1, -half, row + k + 1, rest);
  }
  t.reflectors = std::move(a);
  return t;
}

/// Qᵀ (n×n) of A = Q·T·Qᵀ.
std::vector<double> accumulateReflections(const Tridiagonal& t, std::size_t n,
                                          const Pauses& pause) {
  std::vector<double> q(n * n);
  std::vector<double> u(n);
  for (std::size_t k = n; k-- > 0;) {
    pause();
    q[k * n + k] = 1.0;
    const double beta = t.betas[k];
    if (beta == 0.0) {
      continue;
    }
    const std::size_t rest = n - k - 1;
    const double* const v = t.reflectors.data() + k * n + k + 1;
    double* const left = q.data() + (k + 1) * n + k + 1;
    std::fill(u.begin(), u.end(), 0.0);
    for (std::size_t i = 0; i < rest; ++i) {
      accumulate(u.data(), beta * v[i], left + i * n, rest);
    }
    for (std::size_t i = 0; i < rest; ++i) {
      accumulate(left + i * n, -v[i], u.data(), rest);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      std::swap(q[i * n + j], q[j * n + i]);
    }
  }
  return q;
}

/// Rows `row` and `row + 1` turn into c·x − s·y and s·x + c·y.
struct Rotation {
  std::size_t row;
  double c;
  double s;
};

/// Rotates the rows of a matrix (n×n), many rotations at a time: a panel of columns stays in the
/// cache.
class RowRotations {
 public:
  RowRotations(std::vector<double>& matrix, std::size_t n, const Pauses& pause)
      : matrix_(matrix), n_(n), pause_(pause) {}

  void add(const Rotation& rotation) {
    waiting_.push_back(rotation);
    if (waiting_.size() >= kMost) {
      flush();
    }
  }

  void flush() {
    for (std::size_t first = 0; first < n_; first += kPanel) {
      pause_();
      const std::size_t width = std::min(kPanel, n_ - first);
      for (const auto& [row, c, s] : waiting_) {
        double* const x = matrix_.data() + row * n_ + first;
        double* const y = x + n_;
        for (std::size_t j = 0; j < width; ++j) {
          const double old = x[j];
          x[j] = c * old - s * y[j];
          y[j] = s * old + c * y[j];
        }
      }
    }
    waiting_.clear();
  }

 private:
  static constexpr std::size_t kPanel = 32;
  static constexpr std::size_t kMost = 1U << 16U;

  std::vector<double>& matrix_;
  std::size_t n_;
  const Pauses& pause_;
  std::vector<Rotation> waiting_;
};

/// The first i >= from whose coupling to i + 1 is no more than rounding.
std::size_t firstUncoupled(const std::vector<double>& d, const std::vector<double>& off,
                           std::size_t from) {
  std::size_t i = from;
  while (i + 1 < d.size() && std::abs(off[i]) > kEpsilon * (std::abs(d[i]) + std::abs(d[i + 1]))) {
    ++i;
  }
  return i;
}

/// One implicit QL step over rows first … last of T; `rotate` hears of its rotations.
template <class Rotate>
void step(std::vector<double>& d, std::vector<double>& off, std::size_t first, std::size_t last,
          const Rotate& rotate) {
  // Wilkinson's shift: the eigenvalue of the leading 2×2 block that is nearer to its corner.
  const double half = (d[first + 1] - d[first]) / (2.0 * off[first]);
  const double root = std::sqrt(half * half + 1.0);
  const double shift = d[first] - off[first] / (half + (half < 0.0 ? -root : root));
  double g = d[last] - shift;
  double c = 1.0;
  double s = 1.0;
  double p = 0.0;
  for (std::size_t i = last; i-- > first;) {
    const double f = s * off[i];
    const double b = c * off[i];
    const double r = std::sqrt(f * f + g * g);
    off[i + 1] = r;
    if (r == 0.0) {  // T has come apart here
      d[i + 1] -= p;
      off[last] = 0.0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    const double t = (d[i] - g) * s + 2.0 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    rotate(Rotation{i, c, s});
  }
  d[first] -= p;
  off[first] = g;
  off[last] = 0.0;
}

/// Leaves the eigenvalues of T in d. A handful of steps finds each.
template <class Rotate>
void diagonalise(std::vector<double>& d, std::vector<double> off, const Rotate& rotate) {
  constexpr int kSteps = 60;
  for (std::size_t first = 0; first < d.size(); ++first) {
    for (int steps = 0;; ++steps) {
      const std::size_t last = firstUncoupled(d, off, first);
      if (last == first) {
        break;
      }
      if (steps == kSteps) {
        throw Error(ErrorCode::internal, "The eigenvalues of a symmetric matrix did not converge");
      }
      step(d, off, first, last, rotate);
    }
  }
}

/// A over its entry of largest size: squares then neither overflow nor vanish.
double normalise(std::vector<double>& a) {
  double largest = 0.0;
  for (const double entry : a) {
    if (!std::isfinite(entry)) {
      throw Error(ErrorCode::invalid_argument, "Expected finite entries of a symmetric matrix");
    }
    largest = std::max(largest, std::abs(entry));
  }
  if (largest > 0.0) {
    std::transform(a.begin(), a.end(), a.begin(), [&](double entry) { return entry / largest; });
  }
  return largest;
}

/// v or −v, so that its entry of largest size, the first of equal ones, is positive.
void fixSign(std::span<double> v) {
  const double largest = *std::max_element(
      v.begin(), v.end(), [](double x, double y) { return std::abs(x) < std::abs(y); });
  if (largest < 0.0) {
    std::transform(v.begin(), v.end(), v.begin(), std::negate<>());
  }
}

/// The pairs in ascending order of the values, times `scale`.
EigenDecomposition sorted(const std::vector<double>& values, const std::vector<double>& vectors,
                          double scale) {
  const std::size_t n = values.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  EigenDecomposition result{std::vector<double>(n), std::vector<double>(n * n)};
  for (std::size_t i = 0; i < n; ++i) {
    double* const v = result.vectors.data() + i * n;
    result.values[i] = scale * values[order[i]];
    std::copy_n(vectors.data() + order[i] * n, n, v);
    fixSign({v, n});
  }
  return result;
}

}  // namespace

EigenDecomposition symmetricEigen(std::span<const double> a, std::size_t n,
                                  const std::function<void()>& between) {
  const Pauses pause(between);
  std::vector<double> scaled(a.begin(), a.end());
  const double scale = normalise(scaled);
  Tridiagonal t = tridiagonalise(std::move(scaled), n, pause);
  std::vector<double> vectors = accumulateReflections(t, n, pause);
  RowRotations rotations(vectors, n, pause);
  diagonalise(t.diagonal, std::move(t.off),
              [&](const Rotation& rotation) { rotations.add(rotation); });
  rotations.flush();
  return sorted(t.diagonal, vectors, scale);
}

std::vector<double> symmetricEigenvalues(std::span<const double> a, std::size_t n) {
  std::vector<double> scaled(a.begin(), a.end());
  const double scale = normalise(scaled);
  Tridiagonal t = tridiagonalise(std::move(scaled), n, Pauses({}));
  diagonalise(t.diagonal, std::move(t.off), [](const Rotation&) {});
  std::sort(t.diagonal.begin(), t.diagonal.end());
  std::transform(t.diagonal.begin(), t.diagonal.end(), t.diagonal.begin(),
                 [&](double value) { return scale * value; });
  return t.diagonal;
}

}  // namespace lacuna
