// The table of all kernels for one instruction set.
#pragma once

#include "cpu/kernel_table.h"
#include "cpu/kernels/activation.h"
#include "cpu/kernels/block_view.h"
#include "cpu/kernels/descent.h"
#include "cpu/kernels/double_product.h"
#include "cpu/kernels/elementwise.h"
#include "cpu/kernels/irprop.h"
#include "cpu/kernels/lines.h"
#include "cpu/kernels/product.h"
#include "cpu/kernels/shrinkage.h"
#include "cpu/kernels/similarity.h"
#include "cpu/kernels/sparse.h"
#include "cpu/kernels/spectral.h"
#include "cpu/kernels/stencil.h"
#include "cpu/kernels/transpose.h"
#include "cpu/kernels/variation.h"

namespace lacuna::cpu {

template <class Isa>
constexpr KernelTable makeKernelTable() {
  return {
      .name = Isa::kName,
      .tile_rows = Isa::kTileRows,
      .multiply = ProductKernels<Isa>::multiply,
      .gramLower = ProductKernels<Isa>::gramLower,
      .mirrorLower = TransposeKernels<Isa>::mirrorLower,
      .subtractDoubles = DoubleProductKernels<Isa>::subtractRounded,
      .subtractFused = DoubleProductKernels<Isa>::subtractFused,
      .symmetricRows = DoubleProductKernels<Isa>::symmetricRows,
      .centreRows = ElementwiseKernels<Isa>::centreRows,
      .transpose = TransposeKernels<Isa>::transpose,
      .gatherBlocks = BlockViewKernels<Isa>::gather,
      .gatherBlocksTransposed = BlockViewKernels<Isa>::gatherTransposed,
      .scatterAddBlocks = BlockViewKernels<Isa>::scatterAdd,
      .add = ElementwiseKernels<Isa>::add,
      .addScaled = ElementwiseKernels<Isa>::addScaled,
      .dot = ElementwiseKernels<Isa>::dot,
      .fidelity = ElementwiseKernels<Isa>::fidelity,
      .softminRows = SimilarityKernels<Isa>::softminRows,
      .softminAgain = SimilarityKernels<Isa>::softminAgain,
      .addColumnSums = SimilarityKernels<Isa>::addColumnSums,
      .rowMaxima = SimilarityKernels<Isa>::rowMaxima,
      .exponentials = SimilarityKernels<Isa>::exponentials,
      .scale = ElementwiseKernels<Isa>::scale,
      .laplacian = SimilarityKernels<Isa>::laplacian,
      .rowEnergies = SimilarityKernels<Isa>::rowEnergies,
      .softminGradient = SimilarityKernels<Isa>::softminGradient,
      .softmaxGradient = SimilarityKernels<Isa>::softmaxGradient,
      .rowProducts = SimilarityKernels<Isa>::rowProducts,
      .combineLaplacian = SimilarityKernels<Isa>::combineLaplacian,
      .sparseRows = SparseKernels<Isa>::rows,
      .sparseCols = SparseKernels<Isa>::cols,
      .lineSystems = LineKernels<Isa>::systems,
      .solveSystems = LineKernels<Isa>::solve,
      .placeProducts = LineKernels<Isa>::placeProducts,
      .shrinkSpectra = ShrinkageKernels<Isa>::shrink,
      .variation = VariationKernels<Isa>::variation,
      .variationGradient = VariationKernels<Isa>::variationGradient,
      .fivePoint = StencilKernels<Isa>::fivePoint,
      .fivePointGradient = StencilKernels<Isa>::fivePointGradient,
      .bending = StencilKernels<Isa>::bending,
      .bendingGradient = StencilKernels<Isa>::bendingGradient,
      .spectralEnergy = SpectralKernels<Isa>::spectralEnergy,
      .scaleRows = SpectralKernels<Isa>::scaleRows,
      .offDiagonal = SpectralKernels<Isa>::offDiagonal,
      .activate = ActivationKernels<Isa>::activate,
      .activateSum = ActivationKernels<Isa>::activateSum,
      .activateRows = ActivationKernels<Isa>::activateRows,
      .activationGradient = ActivationKernels<Isa>::activationGradient,
      .adam = ElementwiseKernels<Isa>::adam,
      .descend = DescentKernels<Isa>::descend,
      .rowSquares = DescentKernels<Isa>::rowSquares,
      .irprop = IrpropKernels<Isa>::irprop,
  };
}

}  // namespace lacuna::cpu
