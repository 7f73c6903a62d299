// What runs programs: a GPU, or the emulator of the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "cuda/program.h"
#include "device/repeater.h"

namespace lacuna::gpu {

/// A program in the memory of the device, and how its work is shared out.
class LoadedPlan {
 public:
  LoadedPlan() = default;
  LoadedPlan(const LoadedPlan&) = delete;
  LoadedPlan& operator=(const LoadedPlan&) = delete;
  virtual ~LoadedPlan() = default;
};

class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  /// Zeroed. Throws Error(out_of_memory).
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* block) noexcept = 0;

  /// In the order in which they and programs are asked for; the host's side of upload() and
  /// download() is done when they return.
  virtual void upload(void* device, const void* host, std::size_t bytes) = 0;
  virtual void download(void* host, const void* device, std::size_t bytes) = 0;
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;

  /// Blocks of threads that run at a time.
  [[nodiscard]] virtual std::uint32_t processors() const = 0;

  /// `team` blocks of threads work on a problem together.
  virtual std::unique_ptr<LoadedPlan> load(const Plan& plan, std::uint32_t team) = 0;

  /// Starts a program, once for the step that it holds, or as often as its `recorded` steps go into
  /// those of a stretch. The plan must stay until it is done.
  virtual void run(const LoadedPlan& plan) = 0;
  virtual void run(const LoadedPlan& plan, std::uint32_t recorded,
                   std::span<const StepConstants> steps) = 0;
};

}  // namespace lacuna::gpu
