// Schatten blocks of a GpuDevice.
#include <utility>
#include <vector>

#include "cuda/gpu_device.h"
#include "cuda/touch.h"

namespace lacuna::gpu {
namespace {

/// What K hangs on.
std::vector<Access> readsInputs(const SchattenInputs& inputs) {
  return {reads(inputs.moments), reads(inputs.norms), reads(inputs.eta)};
}

}  // namespace

void GpuDevice::innerProducts(Problems problems, DoubleMatrix g, ConstMatrix x, ConstMatrix y,
                              Lines lines) {
  record(InnerProductsOp{g, x, y, lines}, problems, Split::none, {writes(g), reads(x), reads(y)});
}

void GpuDevice::congruence(Problems problems, DoubleMatrix c, DoubleMatrix g, ConstMatrix x,
                           Lines lines) {
  const DoubleMatrix half = perRow<double>(problems, c.rows * g.rows);
  record(CongruenceOp{{}, c, g, x, lines, half}, problems, Split::none,
         {writes(c), writes(half), reads(g), reads(x)});
}

void GpuDevice::largestEigenvalue(Problems problems, DoubleMatrix value, DoubleMatrix g) {
  const DoubleMatrix scratch = perRow<double>(problems, g.rows * (g.rows + 4));
  record(LargestEigenvalueOp{{}, value, g, scratch}, problems, Split::none,
         {writes(value), writes(scratch), reads(g)});
}

SchattenOperands GpuDevice::operandsOf(Problems problems, DoubleMatrix state,
                                       const SchattenInputs& inputs, const SchattenForm& form) {
  const auto doubles = static_cast<std::uint32_t>(math::schattenScratch(state.cols));
  return {state, inputs, form, perRow<double>(problems, doubles)};
}

void GpuDevice::schattenMatrix(Problems problems, Matrix k, DoubleMatrix state,
                               const SchattenInputs& inputs, const SchattenForm& form) {
  const SchattenOperands of = operandsOf(problems, state, inputs, form);
  std::vector<Access> accesses = readsInputs(inputs);
  accesses.insert(accesses.end(), {writes(k), writes(state), writes(of.scratch)});
  record(SchattenMatrixOp{{}, k, of}, problems, Split::none, std::move(accesses));
}

void GpuDevice::schattenInverse(Problems problems, Matrix inverse, DoubleMatrix state,
                                const SchattenForm& form) {
  const SchattenOperands of = operandsOf(problems, state, {}, form);
  record(SchattenInverseOp{{}, inverse, of}, problems, Split::none,
         {writes(inverse), writes(of.scratch), reads(state)});
}

void GpuDevice::schattenGradient(Problems problems, Matrix d_eta, ConstMatrix d_k,
                                 DoubleMatrix state, const SchattenInputs& inputs,
                                 const SchattenForm& form) {
  const SchattenOperands of = operandsOf(problems, state, inputs, form);
  std::vector<Access> accesses = readsInputs(inputs);
  accesses.insert(accesses.end(), {writes(d_eta), writes(of.scratch), reads(d_k), reads(state)});
  record(SchattenGradientOp{{}, d_eta, d_k, of}, problems, Split::none, std::move(accesses));
}

}  // namespace lacuna::gpu
