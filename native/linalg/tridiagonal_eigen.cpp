#include "linalg/tridiagonal_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "cpu/parallel.h"
#include "linalg/double_product.h"
#include "linalg/implicit_ql.h"
#include "linalg/secular.h"

namespace lacuna {
namespace {

constexpr std::size_t kLeaf = 32;  // rows that are not divided
constexpr std::size_t kRoots = 8;  // that a thread takes at once

/// Rows first … last − 1 of T.
struct Part {
  std::size_t first;
  std::size_t last;

  [[nodiscard]] std::size_t size() const { return last - first; }
};

/// Where a vector of a half has entries that are not 0.
enum class Reach { top, both, bottom };

/// An eigenpair of a half on its way into the whole.
struct Pole {
  double d;
  double z;
  std::size_t row;  // of the vectors
  Reach reach;
};

/// Halves of T are merged where their vectors stand, on the diagonal of an n×n matrix.
class Division {
 public:
  Division(cpu::Team& team, std::vector<double> diagonal, std::vector<double> off, double least,
           const std::function<void()>& between)
      : team_(team),
        between_(between),
        least_(least),
        n_(diagonal.size()),
        values_(std::move(diagonal)),
        off_(std::move(off)),
        vectors_(n_ * n_),
        merged_(n_ * n_) {}

  TridiagonalEigen run() {
    solve({0, n_});
    return {std::move(values_), std::move(vectors_)};
  }

 private:
  double* row(std::size_t i, std::size_t col) { return vectors_.data() + i * n_ + col; }

  void solve(const Part& part) {
    if (part.size() <= kLeaf) {
      solveLeaf(part);
      return;
    }
    const std::size_t middle = part.first + part.size() / 2;
    const double coupling = off_[middle - 1];
    values_[middle - 1] -= std::abs(coupling);
    values_[middle] -= std::abs(coupling);
    solve({part.first, middle});
    solve({middle, part.last});
    merge(part, middle, coupling);
  }

  void solveLeaf(const Part& part) {
    const std::size_t size = part.size();
    std::vector<double> off(off_.begin() + static_cast<std::ptrdiff_t>(part.first),
                            off_.begin() + static_cast<std::ptrdiff_t>(part.last));
    if (size > 0) {
      off.back() = 0.0;
    }
    for (std::size_t i = part.first; i < part.last; ++i) {
      *row(i, i) = 1.0;
    }
    diagonalise({values_.data() + part.first, size}, off, [&](const Rotation& rotation) {
      double* const x = row(part.first + rotation.row, part.first);
      double* const y = x + n_;
      for (std::size_t j = 0; j < size; ++j) {
        const double old = x[j];
        x[j] = rotation.c * old - rotation.s * y[j];
        y[j] = rotation.s * old + rotation.c * y[j];
      }
    });
    std::vector<Pole> order(size);
    for (std::size_t i = 0; i < size; ++i) {
      order[i] = {values_[part.first + i], 0.0, part.first + i, Reach::both};
    }
    arrange(part, std::move(order), {});
  }

  /// diag(T_1, T_2) + 2|ρ|·z·zᵀ, z from the last column of the upper half's vectors and the first
  /// one of the lower half's.
  void merge(const Part& part, std::size_t middle, double coupling) {
    if (between_) {
      between_();
    }
    const double rho = 2.0 * std::abs(coupling);
    const double unit = std::sqrt(0.5);
    const double sign = coupling < 0.0 ? -unit : unit;
    std::vector<Pole> poles;
    for (std::size_t i = part.first; i < part.last; ++i) {
      const bool top = i < middle;
      poles.push_back({values_[i], top ? unit * *row(i, middle - 1) : sign * *row(i, middle), i,
                       top ? Reach::top : Reach::bottom});
    }
    std::stable_sort(poles.begin(), poles.end(),
                     [](const Pole& x, const Pole& y) { return x.d < y.d; });
    std::vector<Pole> settled = deflate(part, poles, rho);
    std::stable_sort(settled.begin(), settled.end(),
                     [](const Pole& x, const Pole& y) { return x.d < y.d; });
    const std::vector<double> roots = couple(part, middle, poles, rho);
    arrange(part, std::move(settled), roots);
  }

  /// Takes those poles out, as eigenpairs, that the others hardly see: those of a small z, and one
  /// of two that are close, after a rotation that leaves it none.
  std::vector<Pole> deflate(const Part& part, std::vector<Pole>& poles, double rho) {
    double largest = 0.0;
    for (const Pole& pole : poles) {
      largest = std::max({largest, std::abs(pole.d), std::abs(pole.z)});
    }
    const double least = 8.0 * std::numeric_limits<double>::epsilon() * largest;
    std::vector<Pole> settled;
    std::vector<Pole> kept;
    for (Pole pole : poles) {
      if (!(rho * std::abs(pole.z) > least)) {
        settled.push_back(pole);
        continue;
      }
      if (!kept.empty() && isClose(kept.back(), pole, least)) {
        settled.push_back(rotate(part, kept.back(), pole));
        kept.pop_back();
      }
      kept.push_back(pole);
    }
    poles = std::move(kept);
    return settled;
  }

  static bool isClose(const Pole& x, const Pole& y, double least) {
    const double length = std::sqrt(x.z * x.z + y.z * y.z);
    return std::abs((y.d - x.d) * (x.z / length) * (y.z / length)) <= least;
  }

  /// Turns both so that the first has no z, and returns it; the second takes all of it.
  Pole rotate(const Part& part, Pole x, Pole& y) {
    const double length = std::sqrt(x.z * x.z + y.z * y.z);
    const double c = y.z / length;
    const double s = x.z / length;
    double* const a = row(x.row, part.first);
    double* const b = row(y.row, part.first);
    for (std::size_t j = 0; j < part.size(); ++j) {
      const double old = a[j];
      a[j] = c * old - s * b[j];
      b[j] = s * old + c * b[j];
    }
    const double d = x.d;
    x.d = d * c * c + y.d * s * s;
    y.d = d * s * s + y.d * c * c;
    x.z = 0.0;
    y.z = length;
    if (x.reach != y.reach) {
      x.reach = y.reach = Reach::both;
    }
    return x;
  }

  /// The eigenvalues of the poles that are left, ascending; their vectors lie in merged_, in this
  /// order from row part.first on.
  std::vector<double> couple(const Part& part, std::size_t middle, std::vector<Pole>& poles,
                             double rho) {
    const std::size_t count = poles.size();
    std::vector<double> d(count);
    std::vector<double> z(count);
    double square = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      d[i] = poles[i].d;
      z[i] = poles[i].z;
      square += z[i] * z[i];
    }
    if (count == 0) {
      return {};
    }
    // A vector of length 1 in front of what is added.
    const double length = std::sqrt(square);
    for (double& entry : z) {
      entry /= length;
    }
    std::vector<double> differences(count * count);
    std::vector<double> roots(count);
    cpu::parallelFor(team_, count, kRoots, [&](cpu::Range range) {
      if (between_) {
        between_();
      }
      for (std::size_t j = range.begin; j < range.end; ++j) {
        roots[j] = secularRoot(d, z, rho * square, j, {differences.data() + j * count, count});
      }
    });
    const std::vector<double> inner = vectorsOf(d, z, poles, std::move(differences));
    const auto unwanted =
        std::find_if(roots.begin(), roots.end(), [&](double root) { return isWanted(part, root); });
    multiply(part, middle, poles, inner, static_cast<std::size_t>(unwanted - roots.begin()));
    return roots;
  }

  /// All pairs of a half are.
  [[nodiscard]] bool isWanted(const Part& part, double value) const {
    return part.size() < n_ || value > least_;
  }

  /// Where each pole stands: those of the top first, then those of both, then of the bottom.
  static std::vector<std::size_t> placesOf(const std::vector<Pole>& poles) {
    std::vector<std::size_t> order(poles.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t i, std::size_t j) { return poles[i].reach < poles[j].reach; });
    return order;
  }

  /// Rows are the unit vectors with entries ẑ_i/(d_i − λ_j), poles in the order of places; ẑ is the
  /// vector that has exactly these roots: ẑ_i² = Π_j (λ_j − d_i)/Π_{j≠i} (d_j − d_i).
  std::vector<double> vectorsOf(const std::vector<double>& d, const std::vector<double>& z,
                                const std::vector<Pole>& poles, std::vector<double> differences) {
    const std::size_t count = d.size();
    std::vector<double> products(count);
    cpu::parallelFor(team_, count, kRoots, [&](cpu::Range range) {
      for (std::size_t i = range.begin; i < range.end; ++i) {
        products[i] = -differences[i * count + i];
      }
      for (std::size_t j = 0; j < count; ++j) {
        const double* const of_root = differences.data() + j * count;
        for (std::size_t i = range.begin; i < range.end; ++i) {
          products[i] *= i == j ? 1.0 : of_root[i] / (d[i] - d[j]);
        }
      }
      for (std::size_t i = range.begin; i < range.end; ++i) {
        products[i] = std::copysign(std::sqrt(std::abs(products[i])), z[i]);
      }
    });
    const std::vector<std::size_t> places = placesOf(poles);
    cpu::parallelFor(team_, count, kRoots, [&](cpu::Range range) {
      std::vector<double> vector(count);
      for (std::size_t j = range.begin; j < range.end; ++j) {
        double* const of_root = differences.data() + j * count;
        double square = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
          vector[i] = products[places[i]] / of_root[places[i]];
          square += vector[i] * vector[i];
        }
        const double length = std::sqrt(square);
        for (std::size_t i = 0; i < count; ++i) {
          of_root[i] = -vector[i] / length;  // so that c −= a·b gives the product
        }
      }
    });
    return differences;
  }

  /// The vectors of the whole: those of the poles (as minus rows of `inner`) times those of halves,
  /// of which each has zeros in one half. For those from `from` on.
  void multiply(const Part& part, std::size_t middle, const std::vector<Pole>& poles,
                const std::vector<double>& inner, std::size_t from) {
    const std::size_t count = poles.size();
    const std::vector<std::size_t> places = placesOf(poles);
    const auto reaches = [&](Reach reach) {
      return static_cast<std::size_t>(std::count_if(
          poles.begin(), poles.end(), [&](const Pole& pole) { return pole.reach == reach; }));
    };
    const std::size_t top =
        count - reaches(Reach::bottom);             // places with entries in the upper half
    const std::size_t lower = reaches(Reach::top);  // the first with some in the lower one
    for (std::size_t i = from; i < count; ++i) {
      double* const to = merged_.data() + (part.first + i) * n_;
      std::fill(to + part.first, to + part.last, 0.0);
    }
    const auto multiplyHalf = [&](const Part& half, std::size_t begin, std::size_t end) {
      std::vector<double> rows((end - begin) * half.size());
      for (std::size_t i = begin; i < end; ++i) {
        std::copy_n(row(poles[places[i]].row, half.first), half.size(),
                    rows.data() + (i - begin) * half.size());
      }
      subtractProduct(team_,
                      {merged_.data() + (part.first + from) * n_ + half.first,
                       n_,
                       count - from,
                       half.size(),
                       inner.data() + from * count + begin,
                       count,
                       {rows.data(), half.size(), 1},
                       end - begin},
                      between_);
    };
    multiplyHalf({part.first, middle}, 0, top);
    multiplyHalf({middle, part.last}, lower, count);
  }

  /// The pairs of a part in ascending order: those that are settled, whose rows are among the
  /// vectors, and those of roots, whose rows are the first of the part in merged_.
  void arrange(const Part& part, std::vector<Pole> settled, const std::vector<double>& roots) {
    std::stable_sort(settled.begin(), settled.end(),
                     [](const Pole& x, const Pole& y) { return x.d < y.d; });
    const std::size_t size = part.size();
    std::vector<double> values;
    std::vector<double> rows;
    rows.reserve(size * size);
    std::size_t next_settled = 0;
    std::size_t next_root = 0;
    const auto take = [&](double value, const double* vector) {
      if (isWanted(part, value)) {
        values.push_back(value);
        rows.insert(rows.end(), vector, vector + size);
      }
    };
    while (next_settled < settled.size() || next_root < roots.size()) {
      if (next_root == roots.size() ||
          (next_settled < settled.size() && settled[next_settled].d <= roots[next_root])) {
        const Pole& pole = settled[next_settled++];
        take(pole.d, row(pole.row, part.first));
      } else {
        take(roots[next_root], merged_.data() + (part.first + next_root) * n_ + part.first);
        ++next_root;
      }
    }
    if (size == n_) {
      values_ = std::move(values);
      vectors_ = std::move(rows);
      return;
    }
    std::copy(values.begin(), values.end(),
              values_.begin() + static_cast<std::ptrdiff_t>(part.first));
    for (std::size_t i = 0; i < size; ++i) {
      std::copy_n(rows.data() + i * size, size, row(part.first + i, part.first));
    }
  }

  cpu::Team& team_;
  const std::function<void()>& between_;
  double least_;
  std::size_t n_;
  std::vector<double> values_;   // n
  std::vector<double> off_;      // n
  std::vector<double> vectors_;  // n×n: rows of a part are 0 outside of its columns
  std::vector<double> merged_;   // n×n
};

}  // namespace

TridiagonalEigen tridiagonalEigen(cpu::Team& team, std::vector<double> diagonal,
                                  std::vector<double> off, double least,
                                  const std::function<void()>& between) {
  return Division(team, std::move(diagonal), std::move(off), least, between).run();
}

std::vector<double> tridiagonalEigenvalues(std::vector<double> diagonal, std::vector<double> off) {
  diagonalise(diagonal, off, [](const Rotation&) {});
  std::sort(diagonal.begin(), diagonal.end());
  return diagonal;
}

}  // namespace lacuna
