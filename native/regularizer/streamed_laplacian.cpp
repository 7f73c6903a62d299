#include "regularizer/streamed_laplacian.h"

#include <algorithm>
#include <utility>

#include "math/similarity.h"

namespace lacuna {
namespace {

/// Rows of a block: two blocks of 6,000 columns fit a second-level cache of 2 MB beside the
/// factors.
constexpr std::uint32_t kBlockRows = 32;

}  // namespace

StreamedLaplacian::StreamedLaplacian(Memory& memory, MatrixBuffer free, std::uint32_t batch,
                                     std::uint32_t rank, double weight, std::size_t first_parameter)
    : FactoredRegularizer({{free.view(), first_parameter}}),
      order_(free.view().rows),
      weight_(weight),
      free_(std::move(free)),
      similarity_(memory, batch, std::min(kBlockRows, order_), order_),
      gram_(memory, batch, std::min(kBlockRows, order_), order_),
      minima_(memory, batch, order_, 1),
      inverses_(memory, batch, order_, 1),
      product_(memory, batch, order_, rank),
      adjoint_product_(memory, batch, order_, rank),
      scaled_(memory, batch, order_, rank),
      centred_(memory, batch, rank, order_),
      diagonal_(memory, batch, order_, 1),
      column_sums_(memory, static_cast<std::size_t>(batch) * order_),
      energies_(memory, static_cast<std::size_t>(batch) * order_) {}

template <class Work>
void StreamedLaplacian::forEachBlock(const Work& work) const {
  for (std::uint32_t first = 0; first < order_; first += kBlockRows) {
    work(first, std::min(kBlockRows, order_ - first));
  }
}

void StreamedLaplacian::multiplyByLaplacian(Device& device, Problems problems,
                                            ConstMatrix own) const {
  const DoubleMatrix sums{column_sums_.data(), 1, order_, order_};
  device.clear(problems, adjoint_product_.view());
  device.clear(problems, sums);
  forEachBlock([&](std::uint32_t first, std::uint32_t rows) {
    const Matrix p = similarity_.view().rowBlock(0, rows);
    device.softmin(problems, p, minima_.view().rowBlock(first, rows),
                   inverses_.view().rowBlock(first, rows), free_.view().rowBlock(first, rows));
    device.multiply(problems, product_.view().rowBlock(first, rows), p, own, Product::nn,
                    Write::assign);
    device.multiply(problems, adjoint_product_.view(), p, own.rowBlock(first, rows), Product::tn,
                    Write::add);
    device.addColumnSums(problems, sums, p);
  });
  device.combineLaplacian(problems, scaled_.view(), own, product_.view(), adjoint_product_.view(),
                          sums, weight_);
}

void StreamedLaplacian::updateFree(Device& device, Problems problems, const FactoredSide& side,
                                   Scalars value, GradientSink& sink) const {
  const Matrix columns = centred_.view();
  const Matrix rows_times_gram = adjoint_product_.view();
  const DoubleMatrix energies{energies_.data(), order_, 1, order_};
  device.transposeAndCentreRows(problems, columns, side.own);
  device.transpose(problems, product_.view(), columns);
  device.multiply(problems, rows_times_gram, product_.view(), side.other_gram, Product::nn,
                  Write::assign);
  device.rowProducts(problems, diagonal_.view(), rows_times_gram, product_.view());
  forEachBlock([&](std::uint32_t first, std::uint32_t rows) {
    const Matrix p = similarity_.view().rowBlock(0, rows);
    const Matrix gram = gram_.view().rowBlock(0, rows);
    const Parameter block = parameters().front().rowBlock(first, rows);
    device.softminAgain(problems, p, block.value, minima_.view().rowBlock(first, rows),
                        inverses_.view().rowBlock(first, rows));
    device.multiply(problems, gram, rows_times_gram.rowBlock(first, rows), columns, Product::nn,
                    Write::assign);
    device.softminGradient(problems, gram, energies.rowBlock(first, rows), p, gram,
                           diagonal_.view().rowBlock(first, rows), diagonal_.view(), weight_);
    sink.take(problems, block, gram);
  });
  device.sum(problems, value, energies, weight_);
}

void StreamedLaplacian::evaluate(Device& device, Problems problems, const FactoredSide& side,
                                 Scalars value, GradientSink& sink) {
  multiplyByLaplacian(device, problems, side.own);
  device.multiply(problems, side.d_own, scaled_.view(), side.other_gram, Product::nn, Write::add);
  device.multiply(problems, side.d_other, side.own, scaled_.view(), Product::tn, Write::add);
  if (frozen_) {
    energyOf(device, problems, side, value);
  } else {
    updateFree(device, problems, side, value, sink);
  }
}

void StreamedLaplacian::energyOf(Device& device, Problems problems, const FactoredSide& side,
                                 Scalars value) const {
  const Matrix own_gram = product_.view();
  device.multiply(problems, own_gram, side.own, side.other_gram, Product::nn, Write::assign);
  device.dot(problems, value, scaled_.view(), own_gram, 0.5);
}

std::optional<std::vector<float>> StreamedLaplacian::laplacian(Device& device,
                                                               std::uint32_t problem) const {
  // Asked for once at the end, so the two k×k matrices are made for the purpose.
  const MatrixBuffer similarity(device, 1, order_, order_);
  const MatrixBuffer laplacian(device, 1, order_, order_);
  const std::uint32_t only = 0;
  const Problems one{&only, 1};
  const Matrix own_free{free_.view().of(problem), order_, order_, 0};
  device.similarity(one, similarity.view(), own_free, LaplacianForm::row_softmin);
  device.laplacian(one, laplacian.view(), similarity.view(), LaplacianForm::row_softmin, 1.0);
  std::vector<float> learned(laplacian.size());
  device.download(learned.data(), laplacian.view().data, learned.size() * sizeof(float));
  return learned;
}

}  // namespace lacuna
