#include "linalg/tridiagonal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "cpu/isa.h"
#include "cpu/parallel.h"
#include "linalg/double_product.h"
#include "linalg/double_vectors.h"

namespace lacuna {
namespace {

constexpr std::size_t kBlock = 16;        // columns that are reduced before the rest is updated
constexpr std::size_t kReflections = 64;  // that are applied at once
constexpr std::size_t kLanes = 8;
/// Squares beside entries of about 1 that are left out, as their roots would overflow divisors.
constexpr double kNothing = 1e-290;
constexpr std::size_t kParts = 8;        // of a triangle, which threads multiply side by side
constexpr std::size_t kUndivided = 256;  // rows of a triangle that is one part

/// Turns x (n) into v, v_1 = 1, so that (1 − β·v·vᵀ)·x = alpha·e_1; returns {alpha, β}.
std::pair<double, double> reflect(double* x, std::size_t n) {
  const double below = dot<kLanes>(x + 1, x + 1, n - 1);
  if (!(below > kNothing)) {
    return {x[0], 0.0};
  }
  const double norm = std::sqrt(x[0] * x[0] + below);
  const double alpha = x[0] > 0.0 ? -norm : norm;
  const double first = x[0] - alpha;  // no cancellation
  x[0] = 1.0;
  std::transform(x + 1, x + n, x + 1, [&](double entry) { return entry / first; });
  return {alpha, 2.0 / (1.0 + below / first / first)};
}

/// The reduction: columns one after the other, the rest of A block by block.
class Reduction {
 public:
  Reduction(cpu::Team& team, std::vector<double> a, std::size_t n,
            const std::function<void()>& between)
      : team_(team),
        n_(n),
        between_(between),
        a_(std::move(a)),
        vw_(n * 2 * kBlock),
        parts_(kParts * n),
        p_(n),
        t_{std::vector<double>(n), std::vector<double>(n), {}, std::vector<double>(n)} {}

  Tridiagonal run() {
    for (std::size_t first = 0; first < n_; first += kBlock) {
      std::fill(vw_.begin(), vw_.end(), 0.0);
      const std::size_t end = std::min(first + kBlock, n_);
      for (std::size_t k = first; k < end; ++k) {
        if (between_) {
          between_();
        }
        reduce(k, k - first);
      }
      update(end);
    }
    t_.reflectors = std::move(a_);
    return std::move(t_);
  }

 private:
  /// Row i of (V, W): A of the block's start less V·Wᵀ + W·Vᵀ is A now.
  double* vw(std::size_t i) { return vw_.data() + i * 2 * kBlock; }

  /// a_ik − (V·Wᵀ + W·Vᵀ)_ik with the first `count` columns of V and W.
  double updated(std::size_t i, std::size_t k, std::size_t count) {
    const double* const own = vw(i);
    const double* const other = vw(k);
    double sum = 0.0;
    for (std::size_t c = 0; c < count; ++c) {
      sum += own[c] * other[kBlock + c] + own[kBlock + c] * other[c];
    }
    return a_[i * n_ + k] - sum;
  }

  /// Column k, the `count`-th of its block: its reflection goes to the right of the diagonal.
  void reduce(std::size_t k, std::size_t count) {
    t_.diagonal[k] = updated(k, k, count);
    const std::size_t rest = n_ - k - 1;
    if (rest == 0) {
      return;
    }
    double* const v = a_.data() + k * n_;
    for (std::size_t i = k + 1; i < n_; ++i) {
      v[i] = updated(i, k, count);
    }
    const auto [alpha, beta] = reflect(v + k + 1, rest);
    t_.off[k] = alpha;
    t_.betas[k] = beta;
    multiply(k + 1, v);
    correct(k + 1, count, v);
    // w = β·p − (β²·vᵀp/2)·v
    const double half = 0.5 * beta * beta * dot<kLanes>(v + k + 1, p_.data() + k + 1, rest);
    for (std::size_t i = k + 1; i < n_; ++i) {
      vw(i)[count] = v[i];
      vw(i)[kBlock + count] = beta * p_[i] - half * v[i];
    }
  }

  /// p = A·v over rows and columns from `first` on, A of the block's start. The parts of the
  /// triangle have about one area and a p each, which are added in order.
  void multiply(std::size_t first, const double* v) {
    const std::size_t rest = n_ - first;
    const std::size_t parts = rest <= kUndivided ? 1 : kParts;
    const auto begins = [&](std::size_t part) {
      const double share = static_cast<double>(part) / static_cast<double>(parts);
      const auto row = static_cast<std::size_t>(static_cast<double>(rest) * std::sqrt(share));
      return part == parts ? rest : row - row % kLanes;
    };
    const auto one = [&](cpu::Range range) {
      for (std::size_t part = range.begin; part < range.end; ++part) {
        double* const p = parts_.data() + part * n_;
        std::fill_n(p, begins(part + 1), 0.0);
        cpu::currentKernels().symmetricRows(p, a_.data() + first * n_ + first, n_, v + first,
                                            {begins(part), begins(part + 1)});
      }
    };
    if (parts == 1) {
      one({0, 1});
    } else {
      cpu::parallelFor(team_, parts, 1, one);
    }
    std::fill_n(p_.begin() + static_cast<std::ptrdiff_t>(first), rest, 0.0);
    for (std::size_t part = 0; part < parts; ++part) {
      accumulate(p_.data() + first, 1.0, parts_.data() + part * n_, begins(part + 1));
    }
  }

  /// p −= (V·Wᵀ + W·Vᵀ)·v.
  void correct(std::size_t first, std::size_t count, const double* v) {
    if (count == 0) {
      return;
    }
    std::array<double, 2 * kBlock> along{};  // (Vᵀv, Wᵀv)
    for (std::size_t i = first; i < n_; ++i) {
      accumulate(along.data(), v[i], vw(i), 2 * kBlock);
    }
    for (std::size_t i = first; i < n_; ++i) {
      const double* const own = vw(i);
      double sum = 0.0;
      for (std::size_t c = 0; c < count; ++c) {
        sum += own[c] * along[kBlock + c] + own[kBlock + c] * along[c];
      }
      p_[i] -= sum;
    }
  }

  /// A −= V·Wᵀ + W·Vᵀ from row and column `end` on.
  void update(std::size_t end) {
    if (end == n_) {
      return;
    }
    const std::size_t rest = n_ - end;
    std::vector<double> wv(rest * 2 * kBlock);
    for (std::size_t i = 0; i < rest; ++i) {
      const double* const own = vw(end + i);
      std::copy_n(own + kBlock, kBlock, wv.data() + i * 2 * kBlock);
      std::copy_n(own, kBlock, wv.data() + i * 2 * kBlock + kBlock);
    }
    subtractLower(team_, {a_.data() + end * n_ + end,
                          n_,
                          rest,
                          rest,
                          vw(end),
                          2 * kBlock,
                          {wv.data(), 1, 2 * kBlock},
                          2 * kBlock});
  }

  cpu::Team& team_;
  std::size_t n_;
  const std::function<void()>& between_;
  std::vector<double> a_;      // n×n: the lower triangle, reflections right of the diagonal
  std::vector<double> vw_;     // n × 2·kBlock
  std::vector<double> parts_;  // kParts × n
  std::vector<double> p_;      // n
  Tridiagonal t_;
};

/// H_first·…·H_{first+count−1} = 1 − Vᵀ·T·V with V (count × n − first − 1) the reflections and T
/// (count × count) upper: −Tᵀ·V, which stands beside V on the right.
std::vector<double> minusTurned(const std::vector<double>& v, const double* betas,
                                std::size_t count, std::size_t length) {
  std::vector<double> t(count * count);
  for (std::size_t c = 0; c < count; ++c) {
    std::array<double, kReflections> inner{};
    for (std::size_t r = 0; r < c; ++r) {
      inner[r] = dot<kLanes>(v.data() + r * length + c, v.data() + c * length + c, length - c);
    }
    for (std::size_t r = 0; r < c; ++r) {
      t[r * count + c] = -betas[c] * dot<kLanes>(t.data() + r * count + r, inner.data() + r, c - r);
    }
    t[c * count + c] = betas[c];
  }
  std::vector<double> turned(v.size());
  for (std::size_t c = 0; c < count; ++c) {
    for (std::size_t r = 0; r <= c; ++r) {
      accumulate(turned.data() + c * length, -t[r * count + c], v.data() + r * length, length);
    }
  }
  return turned;
}

}  // namespace

Tridiagonal tridiagonalise(cpu::Team& team, std::vector<double> a, std::size_t n,
                           const std::function<void()>& between) {
  return Reduction(team, std::move(a), n, between).run();
}

void turnBack(cpu::Team& team, std::vector<double>& z, const Tridiagonal& t, std::size_t n,
              const std::function<void()>& between) {
  if (n < 2 || z.empty()) {
    return;
  }
  const std::size_t rows = z.size() / n;
  const std::size_t last = (n - 2) / kReflections * kReflections;
  std::vector<double> along(rows * kReflections);
  for (std::size_t first = last + kReflections; first > 0;) {
    first -= kReflections;
    const std::size_t count = std::min(kReflections, n - 1 - first);
    const std::size_t length = n - first - 1;
    std::vector<double> v(count * length);
    for (std::size_t c = 0; c < count; ++c) {
      std::copy_n(t.reflectors.data() + (first + c) * n + first + c + 1, length - c,
                  v.data() + c * length + c);
    }
    // z − z·Vᵀ·Tᵀ·V = z − (−z·Vᵀ)·(−Tᵀ·V)
    std::fill(along.begin(), along.end(), 0.0);
    double* const part = z.data() + first + 1;
    subtractProduct(
        team, {along.data(), count, rows, count, part, n, {v.data(), 1, length}, length}, between);
    const std::vector<double> turned = minusTurned(v, t.betas.data() + first, count, length);
    subtractProduct(team,
                    {part, n, rows, length, along.data(), count, {turned.data(), length, 1}, count},
                    between);
  }
}

}  // namespace lacuna
