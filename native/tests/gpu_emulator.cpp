// Runs programs of GPU kernels on the CPU, thread by thread, so that machines without a GPU can
// tell whether kernels compute what they should. The threads of a block are fibers that take turns
// where they wait for one another; blocks run one after the other.
#include <ucontext.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

#include "gpu_executor.h"
#include "math/real.h"
#include "support/error.h"

namespace lacuna::test {
namespace {

using gpu::kLanes;
using gpu::kThreads;
constexpr std::uint32_t kWarp = 32;

/// A block of threads that runs one function in all of them.
class Block {
 public:
  Block() : stacks_(kThreads * kStack), shared_(gpu::kSharedFloats + 4) {}

  void run(const std::function<void(std::uint32_t)>& work) {
    work_ = &work;
    std::fill(std::begin(alive_), std::end(alive_), true);
    living_ = kThreads;
    for (std::uint32_t t = 0; t < kThreads; ++t) {
      ucontext_t& context = contexts_[t];
      getcontext(&context);
      context.uc_stack.ss_sp = stacks_.data() + t * kStack;
      context.uc_stack.ss_size = kStack;
      context.uc_link = &main_;
      const auto self = reinterpret_cast<std::uintptr_t>(this);
      makecontext(&context, reinterpret_cast<void (*)()>(&Block::enter), 2,
                  static_cast<unsigned>(self >> 32U), static_cast<unsigned>(self));
    }
    while (living_ > 0) {
      for (current_ = 0; current_ < kThreads; ++current_) {
        if (alive_[current_]) {
          swapcontext(&main_, &contexts_[current_]);
        }
      }
    }
  }

  [[nodiscard]] std::uint32_t current() const { return current_; }
  /// On a line of 16 bytes.
  float* shared() {
    const auto address = reinterpret_cast<std::uintptr_t>(shared_.data());
    return reinterpret_cast<float*>((address + 15) / 16 * 16);
  }

  /// Where the threads of a group wait for each other: each has come as often as any other one, or
  /// once more.
  struct Meeting {
    std::uint64_t all = 0;
    std::uint64_t own[kThreads]{};
  };

  void meet(Meeting& meeting, std::uint32_t count) {
    ++meeting.all;
    const std::uint64_t whole = ++meeting.own[current_] * count;
    while (meeting.all < whole) {
      yield();
    }
  }

  Meeting of_block;
  Meeting of_lanes[kThreads / kLanes];
  Meeting of_warps[kThreads / kWarp];
  double exchanged[kThreads]{};
  std::uint32_t left[kThreads][4]{};
  std::uint32_t right[kThreads][2]{};

 private:
  static constexpr std::size_t kStack = std::size_t{64} * 1024;

  static void enter(unsigned high, unsigned low) {
    auto* const self = reinterpret_cast<Block*>(static_cast<std::uintptr_t>(high) << 32U | low);
    const std::uint32_t own = self->current_;
    (*self->work_)(own);
    self->alive_[own] = false;
    --self->living_;
  }

  void yield() { swapcontext(&contexts_[current_], &main_); }

  std::vector<std::byte> stacks_;
  std::vector<float> shared_;
  const std::function<void(std::uint32_t)>* work_ = nullptr;
  ucontext_t main_{};
  ucontext_t contexts_[kThreads]{};
  bool alive_[kThreads]{};
  std::uint32_t living_ = 0;
  std::uint32_t current_ = 0;
};

/// What a kernel sees (see cuda/cta.h).
class EmulatedCta {
 public:
  EmulatedCta(Block& block, std::span<const StepConstants> steps, std::uint32_t first_step)
      : block_(block), steps_(steps), first_step_(first_step) {}

  [[nodiscard]] std::uint32_t thread() const { return block_.current(); }
  [[nodiscard]] float* shared() const { return block_.shared(); }
  void sync() const { block_.meet(block_.of_block, kThreads); }
  void meetLanes() const { block_.meet(block_.of_lanes[thread() / kLanes], kLanes); }
  void meetWarp() const { block_.meet(block_.of_warps[thread() / kWarp], kWarp); }

  template <class T>
  T across(T x, std::uint32_t distance) const {
    const std::uint32_t own = thread();
    block_.exchanged[own] = static_cast<double>(x);
    meetLanes();
    const auto other = static_cast<T>(block_.exchanged[own ^ distance]);
    meetLanes();
    return other;
  }
  template <class T>
  T fold(T x) const {
    for (std::uint32_t half = kLanes / 2; half > 0; half /= 2) {
      x = x + across(x, half);
    }
    return x;
  }

  static void copy(float* to, const float* from, bool is_there) { *to = is_there ? *from : 0.0F; }
  static void copyFour(float* to, const float* from, bool is_there) {
    for (int i = 0; i < 4; ++i) {
      copy(to + i, from + i, is_there);
    }
  }
  static std::uint32_t packHalves(float x, float y) {
    const auto half = [](float value) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, &value, sizeof bits);
      return (bits + 0x7FFFU + (bits >> 16U & 1U)) >> 16U;  // ties to even
    };
    return half(x) | half(y) << 16U;
  }
  /// Thread t of a warp has, with g = t/4 and p = t%4, a(g + 8·(n%2), 2p + 8·(n/2) …) in a[n],
  /// b(2p + 8n …, g) in b[n] and c(g + 8·(n/2), 2p + n%2) in c[n].
  void multiplyAdd(float (&c)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) const {
    const auto half = [](std::uint32_t both, std::uint32_t k) {
      return math::fromBits(k % 2 == 0 ? both << 16U : both & 0xFFFF0000U);
    };
    multiplyWarp(c, a, b, [&](const auto& left, const auto& right, float sum) {
      for (std::uint32_t k = 0; k < 16; ++k) {
        sum += half(left(k % 8 / 2, k / 8), k) * half(right(k % 8 / 2, k / 8), k);
      }
      return sum;
    });
  }

  static float roundToTf32(float x) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    // Half of what is cut off is added to the size: ties go away from 0. NaN stays what it is.
    return std::isnan(x) ? x : math::fromBits((bits + 0x1000U) & 0xFFFFE000U);
  }
  /// The same with a(g + 8·(n%2), p + 4·(n/2)) in a[n] and b(p + 4n, g) in b[n].
  void multiplyAdd(float (&c)[4], const float (&a)[4], const float (&b)[2]) const {
    std::uint32_t left_bits[4];
    std::uint32_t right_bits[2];
    std::memcpy(left_bits, a, sizeof a);
    std::memcpy(right_bits, b, sizeof b);
    multiplyWarp(c, left_bits, right_bits, [](const auto& left, const auto& right, float sum) {
      for (std::uint32_t k = 0; k < 8; ++k) {
        sum += math::fromBits(left(k % 4, k / 4)) * math::fromBits(right(k % 4, k / 4));
      }
      return sum;
    });
  }
  static void commit() {}
  template <int kLast>
  static void arrived() {}

  void enter(std::uint32_t recorded_step) { step_ = first_step_ + recorded_step; }
  [[nodiscard]] std::uint32_t step() const { return step_; }
  [[nodiscard]] const StepConstants* constants() const {
    return steps_.empty() ? nullptr : &steps_[step_];
  }

 private:
  /// c = add(left, right, c) for the thread's entries of c, where left(p, half) is what the thread
  /// at place p of the entry's row has of that half of the depth, right(p, half) of its column.
  template <class Add>
  void multiplyWarp(float (&c)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                    Add add) const {
    const std::uint32_t own = thread();
    const std::uint32_t warp = own / kWarp * kWarp;
    std::copy(std::begin(a), std::end(a), block_.left[own]);
    std::copy(std::begin(b), std::end(b), block_.right[own]);
    meetWarp();
    for (std::uint32_t n = 0; n < 4; ++n) {
      const std::uint32_t row = own % kWarp / 4 + n / 2 * 8;
      const std::uint32_t col = own % 4 * 2 + n % 2;
      const auto left = [&](std::uint32_t place, std::uint32_t half) {
        return block_.left[warp + row % 8 * 4 + place][row / 8 + half * 2];
      };
      const auto right = [&](std::uint32_t place, std::uint32_t half) {
        return block_.right[warp + col * 4 + place][half];
      };
      c[n] = add(left, right, c[n]);
    }
    meetWarp();
  }

  Block& block_;
  std::span<const StepConstants> steps_;
  std::uint32_t first_step_;
  std::uint32_t step_ = 0;
};

class EmulatedPlan final : public gpu::LoadedPlan {
 public:
  explicit EmulatedPlan(gpu::Plan plan) : plan(std::move(plan)) {}

  gpu::Plan plan;
};

class Emulator final : public gpu::Executor {
 public:
  explicit Emulator(std::uint32_t processors) : processors_(processors) {}

  void* allocate(std::size_t bytes) override {
    void* const block = std::calloc(bytes == 0 ? 1 : bytes, 1);
    if (block == nullptr) {
      throw Error(ErrorCode::out_of_memory, "The emulator has no memory left");
    }
    return block;
  }
  void release(void* block) noexcept override { std::free(block); }
  void upload(void* device, const void* host, std::size_t bytes) override {
    std::memcpy(device, host, bytes);
  }
  void download(void* host, const void* device, std::size_t bytes) override {
    std::memcpy(host, device, bytes);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    std::memcpy(to, from, bytes);
  }
  [[nodiscard]] std::uint32_t processors() const override { return processors_; }

  std::unique_ptr<gpu::LoadedPlan> load(const gpu::Plan& plan, std::uint32_t /*team*/) override {
    return std::make_unique<EmulatedPlan>(plan);
  }

  void run(const gpu::LoadedPlan& plan) override { runSteps(plan, {}, 0); }
  void run(const gpu::LoadedPlan& plan, std::uint32_t recorded,
           std::span<const StepConstants> steps) override {
    for (std::size_t first = 0; first + recorded <= steps.size(); first += recorded) {
      runSteps(plan, steps, static_cast<std::uint32_t>(first));
    }
  }

 private:
  void runSteps(const gpu::LoadedPlan& loaded, std::span<const StepConstants> steps,
                std::uint32_t first_step) {
    const gpu::Plan& plan = static_cast<const EmulatedPlan&>(loaded).plan;
    const gpu::PlanView view{plan.ops.data(),      plan.groups.data(),
                             plan.phases.data(),   static_cast<std::uint32_t>(plan.phases.size()),
                             plan.problems.data(), static_cast<std::uint32_t>(plan.problems.size()),
                             plan.members.data(),  plan.member_words};
    for (const std::uint32_t problem : plan.problems) {
      for (const gpu::Phase& phase : plan.phases) {
        // Last tiles first: what needs an order among the tiles of a phase is found out.
        for (std::uint32_t tile = phase.tiles; tile-- > 0;) {
          block_.run([&](std::uint32_t /*thread*/) {
            EmulatedCta cta(block_, steps, first_step);
            gpu::runTile(cta, view, phase, problem, tile);
          });
        }
      }
    }
  }

  std::uint32_t processors_;
  Block block_;
};

}  // namespace

std::unique_ptr<gpu::Executor> makeExecutor(std::uint32_t processors) {
  return std::make_unique<Emulator>(processors);
}

}  // namespace lacuna::test
