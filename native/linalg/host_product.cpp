#include "linalg/host_product.h"

#include "cpu/isa.h"

namespace lacuna {
namespace {

/// Rows that a thread takes at once, in tiles.
constexpr std::size_t kTiles = 4;

cpu::Strided strided(const HostMatrix& x) {
  return x.is_transposed ? cpu::Strided{x.data.data(), 1, x.rows}
                         : cpu::Strided{x.data.data(), x.cols, 1};
}

struct Work {
  const cpu::KernelTable& kernels;
  cpu::ProductTask task;

  static void call(const void* context, cpu::Range rows) {
    const auto& self = *static_cast<const Work*>(context);
    self.kernels.multiply(self.task, rows);
  }
};

void run(cpu::Team& team, std::span<float> c, const HostMatrix& a, const HostMatrix& b, bool add) {
  if (c.empty()) {
    return;
  }
  const cpu::KernelTable& kernels = cpu::currentKernels();
  const Work work{kernels, {c.data(), strided(a), strided(b), b.cols, a.cols, add}};
  const std::size_t tile = kernels.tile_rows;
  const cpu::Task task{&Work::call, &work, a.rows, tile, kTiles * tile};
  const cpu::Stage stage{{&task, 1}};
  team.run({&stage, 1});
}

}  // namespace

void multiply(cpu::Team& team, std::span<float> c, const HostMatrix& a, const HostMatrix& b) {
  run(team, c, a, b, false);
}

void multiplyAdd(cpu::Team& team, std::span<float> c, const HostMatrix& a, const HostMatrix& b) {
  run(team, c, a, b, true);
}

}  // namespace lacuna
