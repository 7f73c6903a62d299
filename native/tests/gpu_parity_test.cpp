// AIR-Net over many steps on the GPU and on the CPU: the same bits, whatever the size and the
// batch.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "check.h"
#include "cuda/gpu_device.h"
#include "gpu_executor.h"
#include "problems.h"

namespace lacuna::test {
namespace {

const Case kParity("200 steps of AIR-Net", [] {
  for (const auto& [rows, cols] :
       {std::pair{7U, 5U}, std::pair{33U, 17U}, std::pair{241U, 239U}, std::pair{150U, 200U}}) {
    for (const std::uint32_t batch : {1U, 12U}) {
      const Context context(std::to_string(rows) + "x" + std::to_string(cols) + ", batch of " +
                            std::to_string(batch));
      Spec spec = airnetSpec(rows, cols);
      spec.stopping.steps = 200;
      std::vector<Sample> samples;
      for (std::uint32_t problem = 0; problem < batch; ++problem) {
        samples.push_back(sample(rows, cols, problem));
      }
      gpu::GpuDevice device(makeExecutor(1), ProductPrecision::float32);
      Listener listener;
      const auto outcomes =
          solve(device, spec, observe(joined(samples), batch), listener, listener.stop);
      // A problem is the same in a batch and alone, which other tests tell.
      const std::uint32_t last = batch - 1;
      const Outcome wanted = solveOnCpu(spec, samples[last], 1, 2).front();
      expectSameBits(outcomes[last].x.matrix, wanted.x.matrix, "matrix");
      expect(outcomes[last].terms == wanted.terms, "the same terms");
    }
  }
});

}  // namespace
}  // namespace lacuna::test
