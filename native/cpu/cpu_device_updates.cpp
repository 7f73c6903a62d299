// Activations and the steps of the optimizers.
#include "cpu/cpu_device_class.h"

namespace lacuna::cpu {

void CpuDevice::activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(z)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.activate(y.of(problem), z.of(problem), activation, flatOf(rows, y.cols));
          });
}

void CpuDevice::activateSum(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                            Activation activation) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y),
          {touches.writesRows(y), touches.readsRows(z), touches.readsRows(bias)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.activateSum(y.of(problem), z.of(problem), bias.of(problem), activation,
                                flatOf(rows, y.cols));
          });
}

void CpuDevice::activateRows(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                             Activation activation) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.readsRows(z), touches.reads(bias)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.activateRows(y.of(problem), z.of(problem), bias.of(problem), y.cols, activation,
                                 rows);
          });
}

void CpuDevice::activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                                   Activation activation) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y),
          {touches.writesRows(d_z), touches.readsRows(d_y), touches.readsRows(y)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.activationGradient(d_z.of(problem), d_y.of(problem), y.of(problem), activation,
                                       flatOf(rows, y.cols));
          });
}

void CpuDevice::adam(Problems problems, Matrix w, Matrix m, Matrix v, ConstMatrix gradient,
                     const AdamStep& step) {
  const Touches touches(problems);
  forEach(problems, rowsOf(w),
          {touches.writesRows(w), touches.writesRows(m), touches.writesRows(v),
           touches.readsRows(gradient)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.adam(w.of(problem), m.of(problem), v.of(problem), gradient.of(problem), step,
                         flatOf(rows, w.cols));
          });
}

void CpuDevice::descend(Problems problems, Matrix w, ConstMatrix gradient, double rate) {
  const Touches touches(problems);
  forEach(problems, rowsOf(w), {touches.writesRows(w), touches.readsRows(gradient)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.descend(w.of(problem), gradient.of(problem), static_cast<float>(rate),
                            flatOf(rows, w.cols));
          });
}

void CpuDevice::descend(Problems problems, Matrix w, ConstMatrix gradient, ConstMatrix rate) {
  const Touches touches(problems);
  forEach(problems, rowsOf(w),
          {touches.writesRows(w), touches.readsRows(gradient), touches.reads(rate)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.descend(w.of(problem), gradient.of(problem), *rate.of(problem),
                            flatOf(rows, w.cols));
          });
}

void CpuDevice::rowSquares(Problems problems, DoubleMatrix squares, ConstMatrix x) {
  const Touches touches(problems);
  forEach(problems, rowsOf(x), {touches.writesRows(squares), touches.readsRows(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.rowSquares(squares.of(problem), x.of(problem), x.cols, rows);
          });
}

void CpuDevice::groupRate(Problems problems, Matrix rate, DoubleMatrix average,
                          DoubleMatrix squares, const GroupRmspropStep& step) {
  const Touches touches(problems);
  forEach(problems, kOnce, {touches.writes(rate), touches.writes(average), touches.reads(squares)},
          [=](std::uint32_t problem, Range /*once*/) {
            *rate.of(problem) = static_cast<float>(
                math::groupRate(*average.of(problem), sumOf(squares, problem), step));
          });
}

void CpuDevice::rose(Problems problems, Matrix above, DoubleMatrix loss, DoubleMatrix terms) {
  const Touches touches(problems);
  forEach(problems, kOnce, {touches.writes(above), touches.writes(loss), touches.reads(terms)},
          [=](std::uint32_t problem, Range /*once*/) {
            *above.of(problem) = math::rose(*loss.of(problem), sumOf(terms, problem));
          });
}

void CpuDevice::irprop(Problems problems, Matrix w, Matrix delta, Matrix before,
                       ConstMatrix gradient, ConstMatrix rose, const IrpropStep& step) {
  const Touches touches(problems);
  forEach(problems, rowsOf(w),
          {touches.writesRows(w), touches.writesRows(delta), touches.writesRows(before),
           touches.readsRows(gradient), touches.reads(rose)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.irprop(w.of(problem), delta.of(problem), before.of(problem),
                           gradient.of(problem), *rose.of(problem), step, flatOf(rows, w.cols));
          });
}

}  // namespace lacuna::cpu
