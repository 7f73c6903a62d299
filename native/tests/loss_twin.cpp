#include "loss_twin.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <variant>

#include "spectral_twin.h"

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
  double observed = 0.0;
  for (std::size_t i = 0; i < x.data.size(); ++i) {
    const double r = target.mask[i] != 0 ? x.data[i] - target.values.data[i] : 0.0;
    sum += kind == FidelityKind::l1 ? std::abs(r) : r * r;
    observed += target.mask[i] != 0 ? 1.0 : 0.0;
  }
  return kind == FidelityKind::mse              ? sum / static_cast<double>(x.data.size())
         : kind == FidelityKind::mse_observed   ? sum / observed
         : kind == FidelityKind::half_mean_rows ? sum / (2.0 * static_cast<double>(x.rows))
         : kind == FidelityKind::half_sse       ? sum / 2.0
                                                : sum;
}

DoubleMatrix transposed(const DoubleMatrix& x) {
  DoubleMatrix y(x.cols, x.rows);
  for (std::size_t i = 0; i < y.rows; ++i) {
    for (std::size_t j = 0; j < y.cols; ++j) {
      y.at(i, j) = x.at(j, i);
    }
  }
  return y;
}

/// Every block of x as a row.
DoubleMatrix blockRows(const Blocks& blocks, const DoubleMatrix& x) {
  const std::size_t length = std::size_t{blocks.height} * blocks.width;
  std::vector<double> entries;
  for (std::size_t i = 0; i + blocks.height <= x.rows; i += blocks.row_stride) {
    for (std::size_t j = 0; j + blocks.width <= x.cols; j += blocks.col_stride) {
      for (std::size_t at = 0; at < length; ++at) {
        entries.push_back(x.at(i + at / blocks.width, j + at % blocks.width));
      }
    }
  }
  DoubleMatrix y(entries.size() / length, length);
  y.data = std::move(entries);
  return y;
}

/// T(x).
DoubleMatrix transformed(const Over& over, const DoubleMatrix& x) {
  if (const auto* const blocks = std::get_if<Blocks>(&over)) {
    const DoubleMatrix rows = blockRows(*blocks, x);
    return blocks->relate == BlockRelation::blocks ? rows : transposed(rows);
  }
  return std::get<Axis>(over) == Axis::rows ? x : transposed(x);
}

/// tr(YᵀLY) with Y = T(x).
double dirichlet(const Over& over, const DoubleMatrix& laplacian, const DoubleMatrix& x) {
  const DoubleMatrix y = transformed(over, x);
  double sum = 0.0;
  for (std::size_t i = 0; i < laplacian.rows; ++i) {
    for (std::size_t j = 0; j < laplacian.cols; ++j) {
      for (std::size_t k = 0; k < y.cols; ++k) {
        sum += laplacian.at(i, j) * y.at(i, k) * y.at(j, k);
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
      const double squares = d_row * d_row + d_col * d_col;
      sum += spec.norm == VariationNorm::l1   ? std::abs(d_row) + std::abs(d_col)
             : spec.norm == VariationNorm::l2 ? std::sqrt(squares + spec.epsilon * spec.epsilon)
                                              : squares;
    }
  }
  return sum;
}

/// ‖5-point Laplacian at interior entries‖_F / rows.
double laplacianNorm(const DoubleMatrix& x) {
  double sum = 0.0;
  for (std::size_t i = 1; i + 1 < x.rows; ++i) {
    for (std::size_t j = 1; j + 1 < x.cols; ++j) {
      const double l =
          x.at(i - 1, j) + x.at(i + 1, j) + x.at(i, j - 1) + x.at(i, j + 1) - 4 * x.at(i, j);
      sum += l * l;
    }
  }
  return std::sqrt(sum) / static_cast<double>(x.rows);
}

double thinPlate(const DoubleMatrix& x) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      if (i + 2 < x.rows) {
        sum += std::pow(x.at(i, j) - 2 * x.at(i + 1, j) + x.at(i + 2, j), 2);
      }
      if (j + 2 < x.cols) {
        sum += std::pow(x.at(i, j) - 2 * x.at(i, j + 1) + x.at(i, j + 2), 2);
      }
      if (i + 1 < x.rows && j + 1 < x.cols) {
        sum += 2 * std::pow(x.at(i, j) - x.at(i + 1, j) - x.at(i, j + 1) + x.at(i + 1, j + 1), 2);
      }
    }
  }
  return sum;
}

double activation(Activation kind, double z) {
  switch (kind) {
    case Activation::linear:
      return z;
    case Activation::relu:
      return std::max(z, 0.0);
    case Activation::sigmoid:
      return 1.0 / (1.0 + std::exp(-z));
    case Activation::tanh:
      return std::tanh(z);
    case Activation::tanh_opt:
      return 1.7159 * std::tanh(2.0 * z / 3.0);
  }
  return z;
}

DoubleMatrix representation(const Spec& /*spec*/, const FactorChainSpec& /*chain*/,
                            std::span<const DoubleMatrix> parameters) {
  return chainProduct(parameters);
}

DoubleMatrix representation(const Spec& spec, const SpectralChainSpec& chain,
                            std::span<const DoubleMatrix> parameters) {
  return spectralProduct(chain, spec.rows, spec.cols, parameters);
}

/// From W_1 … W_L, then B_1 … B_L.
DoubleMatrix representation(const Spec& /*whole*/, const ActivatedNetworkSpec& spec,
                            std::span<const DoubleMatrix> parameters) {
  const std::size_t depth = spec.widths.size() + 1;
  DoubleMatrix y(parameters.front().cols, parameters.front().cols);
  for (std::size_t i = 0; i < y.rows; ++i) {
    y.at(i, i) = 1.0;
  }
  for (std::size_t layer = 0; layer < depth; ++layer) {
    y = product(parameters[layer], y);
    for (std::size_t at = 0; at < y.data.size(); ++at) {
      const double bias = spec.bias_start ? parameters[depth + layer].data[at] : 0.0;
      y.data[at] = activation(spec.activation, y.data[at] + bias);
    }
  }
  return y;
}

/// From Z, W_1 … W_L, b_1 … b_L.
DoubleMatrix representation(const Spec& /*whole*/, const LatentNetworkSpec& spec,
                            std::span<const DoubleMatrix> parameters) {
  const std::size_t depth = spec.widths.size() + 1;
  DoubleMatrix y = parameters.front();
  for (std::size_t layer = 1; layer <= depth; ++layer) {
    y = product(y, parameters[layer]);
    const auto kind = layer == depth ? spec.output_activation : spec.activation;
    for (std::size_t at = 0; at < y.data.size(); ++at) {
      y.data[at] = activation(kind, y.data[at] + parameters[depth + layer].data[at % y.cols]);
    }
  }
  return y;
}

double squares(const DoubleMatrix& x) {
  double sum = 0.0;
  for (const double entry : x.data) {
    sum += entry * entry;
  }
  return sum;
}

/// Terms of the representation on its parameters.
std::vector<double> ownTerms(const Spec& /*whole*/, const FactorChainSpec& /*spec*/,
                             std::span<const DoubleMatrix> /*parameters*/) {
  return {};
}
std::vector<double> ownTerms(const Spec& /*whole*/, const ActivatedNetworkSpec& /*spec*/,
                             std::span<const DoubleMatrix> /*parameters*/) {
  return {};
}
std::vector<double> ownTerms(const Spec& /*whole*/, const LatentNetworkSpec& spec,
                             std::span<const DoubleMatrix> parameters) {
  double weights = 0.0;
  for (const DoubleMatrix& weight : parameters.subspan(1, spec.widths.size() + 1)) {
    weights += squares(weight);
  }
  const DoubleMatrix& latent = parameters.front();
  return {spec.weight_decay / 2.0 * weights,
          spec.latent_decay / (2.0 * static_cast<double>(latent.rows)) * squares(latent)};
}

std::vector<double> ownTerms(const Spec& spec, const SpectralChainSpec& chain,
                             std::span<const DoubleMatrix> parameters) {
  return spectralTerms(chain, spec.rows, spec.cols, parameters);
}

/// Their K hangs on more than the parameters: schatten_test.cpp has values from elsewhere.
DoubleMatrix representation(const Spec& /*whole*/, const SchattenBlocksSpec& /*spec*/,
                            std::span<const DoubleMatrix> /*parameters*/) {
  throw std::logic_error("Schatten blocks have no twin");
}

std::size_t parametersOf(const SchattenBlocksSpec& spec) { return spec.widths.size() + 2; }

std::vector<double> ownTerms(const Spec& /*whole*/, const SchattenBlocksSpec& /*spec*/,
                             std::span<const DoubleMatrix> /*parameters*/) {
  return {};
}

std::size_t parametersOf(const FactorChainSpec& spec) { return spec.widths.size() + 1; }
std::size_t parametersOf(const ActivatedNetworkSpec& spec) {
  return (spec.widths.size() + 1) * (spec.bias_start ? 2 : 1);
}
std::size_t parametersOf(const LatentNetworkSpec& spec) { return 2 * spec.widths.size() + 3; }

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

DoubleMatrix producedBy(const Spec& spec, std::span<const DoubleMatrix> parameters) {
  return std::visit([&](const auto& part) { return representation(spec, part, parameters); },
                    spec.representation);
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
      terms.push_back(adaptive->weight.at(0) * dirichlet(adaptive->over, laplacians[learned++], x));
    } else if (const auto* fixed = std::get_if<DirichletSpec>(&regularizer)) {
      const auto order =
          static_cast<std::size_t>(std::sqrt(static_cast<double>(fixed->laplacian.size())));
      const DoubleMatrix laplacian(order, order, fixed->laplacian);
      terms.push_back(fixed->weight.at(0) * dirichlet(fixed->over, laplacian, x));
    } else if (const auto* total = std::get_if<TotalVariationSpec>(&regularizer)) {
      terms.push_back(total->weight.at(0) * variation(*total, x));
    } else {
      const auto& [form, weight] = std::get<LaplacianStencilSpec>(regularizer);
      terms.push_back(weight.at(0) * (form == StencilForm::norm ? laplacianNorm(x) : thinPlate(x)));
    }
  }
  return terms;
}

std::vector<double> lossTermsAt(const Spec& spec, const Target& target,
                                std::span<const DoubleMatrix> parameters) {
  const std::size_t own =
      std::visit([](const auto& part) { return parametersOf(part); }, spec.representation);
  std::vector<DoubleMatrix> laplacians;
  std::size_t next = own;
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      laplacians.push_back(laplacianOf(parameters[next++], adaptive->form));
    }
  }
  std::vector<double> terms =
      lossTerms(spec, target, producedBy(spec, parameters.first(own)), laplacians);
  const std::vector<double> of_parameters =
      std::visit([&](const auto& part) { return ownTerms(spec, part, parameters.first(own)); },
                 spec.representation);
  terms.insert(terms.begin() + 1, of_parameters.begin(), of_parameters.end());
  return terms;
}

}  // namespace lacuna::test
