#include "loss_twin.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace lacuna::test {
namespace {

DoubleMatrix product(const DoubleMatrix& a, const DoubleMatrix& b) {
  DoubleMatrix c(a.rows, b.cols);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.cols; ++k) {
      for (std::size_t j = 0; j < b.cols; ++j) {
        c.at(i, j) += a.at(i, k) * b.at(k, j);
      }
    }
  }
  return c;
}

double fidelity(FidelityKind kind, const Target& target, const DoubleMatrix& x) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    const double r = target.mask[i] != 0 ? x.data[i] - target.values.data[i] : 0.0;
    sum += kind == FidelityKind::l1 ? std::abs(r) : r * r;
  }
  return kind == FidelityKind::mse ? sum / static_cast<double>(x.data.size()) : sum;
}

/// tr(YᵀLY) with the rows or the columns of x as the rows of Y.
double dirichlet(Axis over, const DoubleMatrix& laplacian, const DoubleMatrix& x) {
  const std::size_t length = over == Axis::rows ? x.cols : x.rows;
  const auto entry = [&](std::size_t i, std::size_t j) {
    return over == Axis::rows ? x.at(i, j) : x.at(j, i);
  };
  double sum = 0.0;
  for (std::size_t i = 0; i < laplacian.rows; ++i) {
    for (std::size_t j = 0; j < laplacian.cols; ++j) {
      for (std::size_t k = 0; k < length; ++k) {
        sum += laplacian.at(i, j) * entry(i, k) * entry(j, k);
      }
    }
  }
  return sum;
}

double variation(const TotalVariationSpec& spec, const DoubleMatrix& x) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      const double d_row = i + 1 < x.rows ? x.at(i + 1, j) - x.at(i, j) : 0.0;
      const double d_col = j + 1 < x.cols ? x.at(i, j + 1) - x.at(i, j) : 0.0;
      sum += spec.norm == VariationNorm::l1
                 ? std::abs(d_row) + std::abs(d_col)
                 : std::sqrt(d_row * d_row + d_col * d_col + spec.epsilon * spec.epsilon);
    }
  }
  return sum;
}

/// P of math/similarity.h.
DoubleMatrix similarities(const DoubleMatrix& v, LaplacianForm form) {
  const bool by_rows = form == LaplacianForm::row_softmin;
  DoubleMatrix p(v.rows, v.cols);
  double all = 0.0;
  for (std::size_t i = 0; i < v.rows; ++i) {
    double row = 0.0;
    for (std::size_t j = 0; j < v.cols; ++j) {
      p.at(i, j) = std::exp(by_rows ? -v.at(i, j) : v.at(i, j));
      row += p.at(i, j);
    }
    for (std::size_t j = 0; by_rows && j < v.cols; ++j) {
      p.at(i, j) /= row;
    }
    all += row;
  }
  for (double& entry : p.data) {
    entry /= by_rows ? 1.0 : all;
  }
  return p;
}

}  // namespace

DoubleMatrix chainProduct(std::span<const DoubleMatrix> factors) {
  DoubleMatrix x = factors.front();
  for (const DoubleMatrix& factor : factors.subspan(1)) {
    x = product(x, factor);
  }
  return x;
}

DoubleMatrix laplacianOf(const DoubleMatrix& v, LaplacianForm form) {
  const DoubleMatrix p = similarities(v, form);
  const double scale = form == LaplacianForm::row_softmin ? 0.5 : 1.0;
  DoubleMatrix laplacian(v.rows, v.cols);
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j < v.cols; ++j) {
      if (i != j) {
        const double similarity = scale * (p.at(i, j) + p.at(j, i));
        laplacian.at(i, j) = -similarity;
        laplacian.at(i, i) += similarity;
      }
    }
  }
  return laplacian;
}

std::vector<double> lossTerms(const Spec& spec, const Target& target, const DoubleMatrix& x,
                              std::span<const DoubleMatrix> laplacians) {
  std::vector<double> terms{fidelity(spec.fidelity, target, x)};
  std::size_t learned = 0;
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      terms.push_back(adaptive->weight * dirichlet(adaptive->over, laplacians[learned++], x));
    } else if (const auto* fixed = std::get_if<DirichletSpec>(&regularizer)) {
      const std::size_t order = fixed->over == Axis::rows ? x.rows : x.cols;
      const DoubleMatrix laplacian(order, order, fixed->laplacian);
      terms.push_back(fixed->weight * dirichlet(fixed->over, laplacian, x));
    } else {
      const auto& total = std::get<TotalVariationSpec>(regularizer);
      terms.push_back(total.weight * variation(total, x));
    }
  }
  return terms;
}

std::vector<double> lossTermsAt(const Spec& spec, const Target& target,
                                std::span<const DoubleMatrix> parameters) {
  const std::size_t depth = std::get<FactorChainSpec>(spec.representation).widths.size() + 1;
  std::vector<DoubleMatrix> laplacians;
  std::size_t next = depth;
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      laplacians.push_back(laplacianOf(parameters[next++], adaptive->form));
    }
  }
  return lossTerms(spec, target, chainProduct(parameters.first(depth)), laplacians);
}

}  // namespace lacuna::test
