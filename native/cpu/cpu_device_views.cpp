// Views of blocks and their adjoint.
#include "cpu/cpu_device_class.h"

namespace lacuna::cpu {

void CpuDevice::gatherBlocks(Problems problems, Matrix y, ConstMatrix x, const BlockGrid& grid) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.reads(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.gatherBlocks(y.of(problem), x.of(problem), x.cols, grid, rows);
          });
}

void CpuDevice::gatherAndCentreBlocks(Problems problems, Matrix y, ConstMatrix x,
                                      const BlockGrid& grid, BlockRelation relate) {
  const Touches touches(problems);
  forEach(problems, rowsOf(y), {touches.writesRows(y), touches.reads(x)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            const auto gather = relate == BlockRelation::positions ? kernels.gatherBlocks
                                                                   : kernels.gatherBlocksTransposed;
            float* const to = y.of(problem);
            forEachBand(rows, [&](Range band) {
              gather(to, x.of(problem), x.cols, grid, band);
              kernels.centreRows(to, to, y.cols, band);
            });
          });
}

void CpuDevice::scatterAddBlocks(Problems problems, Matrix d_x, ConstMatrix g,
                                 const BlockGrid& grid) {
  const Touches touches(problems);
  forEach(problems, {d_x.rows, 1, g.size()}, {touches.writesRows(d_x), touches.reads(g)},
          [=, &kernels = kernels_](std::uint32_t problem, Range rows) {
            kernels.scatterAddBlocks(d_x.of(problem), g.of(problem), d_x.cols, grid, rows);
          });
}

}  // namespace lacuna::cpu
