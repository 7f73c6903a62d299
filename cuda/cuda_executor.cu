// Programs on a GPU: one kernel that stays for all steps of a stretch. Blocks of threads form
// teams; a team works on one problem at a time through all steps, so that its memory stays in the
// cache, and meets at a barrier of its own between two phases.
#include <algorithm>
#include <cstring>
#include <vector>

#include "cuda/check.h"
#include "cuda/cuda_executor.h"
#include "cuda/device_cta.h"
#include "support/error.h"

namespace lacuna::gpu {
namespace {

/// What one launch does.
struct Launch {
  PlanView plan;
  const StepConstants* constants;  // nullptr: the program once, with the constants it holds
  std::uint32_t recorded;          // steps of the program
  std::uint32_t repeats;
  std::uint32_t team;       // blocks that work on a problem together
  std::uint32_t* arrivals;  // one for each team, kApart apart, 0 at the start
  std::uint32_t staged;  // bytes of the plan that go to shared memory: ops, groups and phases, or 0
};

constexpr std::uint32_t kApart = 32;
/// Blocks that a multiprocessor shall hold: while one waits for memory, another computes.
constexpr int kBlocksEach = 2;

/// The blocks of a team wait for each other; what they wrote is there for all.
class Barrier {
 public:
  LACUNA_GPU Barrier(std::uint32_t* arrivals, std::uint32_t team)
      : arrivals_(arrivals), team_(team) {}

  LACUNA_GPU void wait() {
    __syncthreads();
    expected_ += team_;
    if (threadIdx.x == 0 && team_ > 1) {
      arrive();
      // Differences, so that the count may run over.
      while (static_cast<std::int32_t>(arrived() - expected_) < 0) {
      }
    }
    __syncthreads();
  }

 private:
  /// What the block wrote comes before,
  LACUNA_GPU void arrive() const {
    asm volatile("red.release.gpu.global.add.u32 [%0], 1;" ::"l"(arrivals_) : "memory");
  }
  /// and what it reads comes behind.
  [[nodiscard]] LACUNA_GPU std::uint32_t arrived() const {
    std::uint32_t count;
    asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(count) : "l"(arrivals_) : "memory");
    return count;
  }

  std::uint32_t* arrivals_;
  std::uint32_t team_;
  std::uint32_t expected_ = 0;
};

__global__ void __launch_bounds__(kThreads, kBlocksEach) runProgram(const Launch launch) {
  PlanView plan = launch.plan;
  if (launch.staged > 0) {
    auto* const to = reinterpret_cast<std::byte*>(DeviceCta::shared() + kSharedFloats);
    const auto* const from = reinterpret_cast<const std::byte*>(plan.ops);
    for (std::uint32_t i = 4 * threadIdx.x; i < launch.staged; i += 4 * kThreads) {
      *reinterpret_cast<std::uint32_t*>(to + i) = *reinterpret_cast<const std::uint32_t*>(from + i);
    }
    const auto moved = [&]<class T>(const T* part) {
      return reinterpret_cast<const T*>(to + (reinterpret_cast<const std::byte*>(part) - from));
    };
    plan.groups = moved(plan.groups);
    plan.phases = moved(plan.phases);
    plan.ops = moved(plan.ops);
    __syncthreads();
  }
  const std::uint32_t team = blockIdx.x / launch.team;
  const std::uint32_t rank = blockIdx.x % launch.team;
  const std::uint32_t teams = gridDim.x / launch.team;
  Barrier barrier(launch.arrivals + team * kApart, launch.team);
  DeviceCta cta(launch.constants);
  for (std::uint32_t at = team; at < plan.problem_count; at += teams) {
    const std::uint32_t problem = plan.problems[at];
    for (std::uint32_t repeat = 0; repeat < launch.repeats; ++repeat) {
      cta.beginRepeat(repeat * launch.recorded);
      for (std::uint32_t p = 0; p < plan.phase_count; ++p) {
        const Phase phase = plan.phases[p];
        forOwnTiles(phase.tiles, rank, launch.team,
                    [&](std::uint32_t tile) { runTile(cta, plan, phase, problem, tile); });
        barrier.wait();
      }
    }
  }
}

/// One block of device memory; a driver that is going away does not matter.
class DeviceBlock {
 public:
  DeviceBlock() = default;
  explicit DeviceBlock(std::size_t bytes) : bytes_(bytes) {
    check(cudaMalloc(&data_, std::max(bytes, std::size_t{1})), "an allocation");
  }
  DeviceBlock(DeviceBlock&& other) noexcept { *this = std::move(other); }
  DeviceBlock& operator=(DeviceBlock&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  DeviceBlock(const DeviceBlock&) = delete;
  DeviceBlock& operator=(const DeviceBlock&) = delete;
  ~DeviceBlock() {
    if (data_ != nullptr) {
      cudaFree(data_);
    }
  }

  [[nodiscard]] std::byte* data() const { return static_cast<std::byte*>(data_); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

class CudaPlan final : public LoadedPlan {
 public:
  Launch launch{};
  std::uint32_t blocks = 0;
  std::size_t shared_bytes = 0;
  std::vector<std::byte> host;  // what the device's block holds
  DeviceBlock device;
};

class CudaExecutor final : public Executor {
 public:
  explicit CudaExecutor(int index) : index_(index) {
    use();
    check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "a stream");
    int count = 0;
    check(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, index_), "a question");
    multiprocessors_ = static_cast<std::uint32_t>(count);
    int bytes = 0;
    check(cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, index_),
          "a question");
    most_shared_ = static_cast<std::size_t>(bytes);
    int cooperates = 0;
    check(cudaDeviceGetAttribute(&cooperates, cudaDevAttrCooperativeLaunch, index_), "a question");
    if (cooperates == 0) {
      throw Error(ErrorCode::device, "The GPU cannot keep all blocks of a launch at work at once");
    }
    cudaFuncAttributes code{};
    check(cudaFuncGetAttributes(&code, runProgram), "a question");
    shared_floats_ = sharedFloatsOf(code.ptxVersion);
    check(cudaFuncSetAttribute(runProgram, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes),
          "a setting");
    arrivals_ = DeviceBlock(multiprocessors_ * kBlocksEach * kApart * sizeof(std::uint32_t));
  }
  ~CudaExecutor() override {
    if (cudaSetDevice(index_) == cudaSuccess) {
      cudaStreamDestroy(stream_);
    }
  }

  void* allocate(std::size_t bytes) override {
    use();
    void* block = nullptr;
    check(cudaMalloc(&block, std::max(bytes, std::size_t{1})), "an allocation");
    const cudaError_t cleared = cudaMemsetAsync(block, 0, bytes, stream_);
    if (cleared != cudaSuccess) {
      cudaFree(block);
      check(cleared, "clearing memory");
    }
    return block;
  }

  void release(void* block) noexcept override {
    if (cudaSetDevice(index_) == cudaSuccess) {
      cudaFree(block);
    }
  }

  void upload(void* device, const void* host, std::size_t bytes) override {
    use();
    check(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream_), "a copy");
    check(cudaStreamSynchronize(stream_), "a copy");
  }

  void download(void* host, const void* device, std::size_t bytes) override {
    use();
    check(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, stream_), "a copy");
    check(cudaStreamSynchronize(stream_), "a copy");
  }

  void copy(void* to, const void* from, std::size_t bytes) override {
    use();
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_), "a copy");
  }

  [[nodiscard]] std::uint32_t processors() const override { return multiprocessors_; }

  std::unique_ptr<LoadedPlan> load(const Plan& plan, std::uint32_t team) override {
    use();
    auto loaded = std::make_unique<CudaPlan>();
    const auto append = [&](const auto& part) {
      const std::size_t at = (loaded->host.size() + 15) / 16 * 16;
      loaded->host.resize(at + part.size() * sizeof(part[0]));
      std::memcpy(loaded->host.data() + at, part.data(), part.size() * sizeof(part[0]));
      return at;
    };
    const std::size_t ops = append(plan.ops);
    const std::size_t groups = append(plan.groups);
    const std::size_t phases = append(plan.phases);
    const std::size_t problems = append(plan.problems);
    const std::size_t members = append(plan.members);
    loaded->device = DeviceBlock(loaded->host.size());
    check(cudaMemcpyAsync(loaded->device.data(), loaded->host.data(), loaded->host.size(),
                          cudaMemcpyHostToDevice, stream_),
          "a copy");
    const auto at = [&]<class T>(std::size_t offset, const std::vector<T>& /*part*/) {
      return reinterpret_cast<const T*>(loaded->device.data() + offset);
    };
    const auto problem_count = static_cast<std::uint32_t>(plan.problems.size());
    Launch& launch = loaded->launch;
    launch.plan = {at(ops, plan.ops),           at(groups, plan.groups),
                   at(phases, plan.phases),     static_cast<std::uint32_t>(plan.phases.size()),
                   at(problems, plan.problems), problem_count,
                   at(members, plan.members),   plan.member_words};
    launch.arrivals = reinterpret_cast<std::uint32_t*>(arrivals_.data());
    launch.recorded = 1;
    launch.repeats = 1;
    loaded->shared_bytes = shared_floats_ * sizeof(float);
    if (loaded->shared_bytes + problems <= most_shared_) {
      launch.staged = static_cast<std::uint32_t>(problems - ops);
      loaded->shared_bytes += launch.staged;
    }
    // All blocks of a launch are at work at once, or a barrier would wait for ever.
    int each = 0;
    check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
              &each, runProgram, static_cast<int>(kThreads), loaded->shared_bytes),
          "a question");
    const std::uint32_t resident =
        multiprocessors_ * std::clamp<std::uint32_t>(each, 1, kBlocksEach);
    launch.team = std::clamp(team, 1U, resident);
    loaded->blocks =
        launch.team * std::clamp(resident / launch.team, 1U, std::max(problem_count, 1U));
    return loaded;
  }

  void run(const LoadedPlan& plan) override {
    const auto& loaded = static_cast<const CudaPlan&>(plan);
    start(loaded, loaded.launch);
  }

  void run(const LoadedPlan& plan, std::uint32_t recorded,
           std::span<const StepConstants> steps) override {
    use();
    const auto& loaded = static_cast<const CudaPlan&>(plan);
    if (constants_.bytes() < steps.size_bytes()) {
      check(cudaStreamSynchronize(stream_), "a program");
      constants_ = DeviceBlock(steps.size_bytes());
    }
    upload(constants_.data(), steps.data(), steps.size_bytes());
    Launch launch = loaded.launch;
    launch.constants = reinterpret_cast<const StepConstants*>(constants_.data());
    launch.recorded = recorded;
    launch.repeats = static_cast<std::uint32_t>(steps.size() / recorded);
    start(loaded, launch);
  }

 private:
  void use() const { check(cudaSetDevice(index_), "the choice of a device"); }

  void start(const CudaPlan& plan, Launch launch) {
    use();
    check(cudaMemsetAsync(arrivals_.data(), 0, arrivals_.bytes(), stream_), "clearing memory");
    void* arguments[] = {&launch};
    check(cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(runProgram), dim3(plan.blocks),
                                      dim3(kThreads), arguments, plan.shared_bytes, stream_),
          "a launch");
  }

  int index_;
  cudaStream_t stream_ = nullptr;
  std::uint32_t multiprocessors_ = 0;
  std::size_t most_shared_ = 0;
  std::size_t shared_floats_ = 0;  // of the code that runs
  DeviceBlock arrivals_;
  DeviceBlock constants_;
};

}  // namespace

std::unique_ptr<Executor> makeCudaExecutor(int index) {
  return std::make_unique<CudaExecutor>(index);
}

}  // namespace lacuna::gpu
