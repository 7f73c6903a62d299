// An executor that hands every call to another one; tests override what they watch.
#pragma once

#include <memory>
#include <utility>

#include "cuda/executor.h"

namespace lacuna::test {

class ExecutorProxy : public gpu::Executor {
 public:
  explicit ExecutorProxy(std::unique_ptr<gpu::Executor> inner) : inner_(std::move(inner)) {}

  void* allocate(std::size_t bytes) override { return inner_->allocate(bytes); }
  void release(void* block) noexcept override { inner_->release(block); }
  void upload(void* device, const void* host, std::size_t bytes) override {
    inner_->upload(device, host, bytes);
  }
  void download(void* host, const void* device, std::size_t bytes) override {
    inner_->download(host, device, bytes);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    inner_->copy(to, from, bytes);
  }
  [[nodiscard]] std::uint32_t processors() const override { return inner_->processors(); }
  std::unique_ptr<gpu::LoadedPlan> load(const gpu::Plan& plan, std::uint32_t team) override {
    return inner_->load(plan, team);
  }
  void run(const gpu::LoadedPlan& plan) override { inner_->run(plan); }
  void run(const gpu::LoadedPlan& plan, std::uint32_t recorded,
           std::span<const StepConstants> steps) override {
    inner_->run(plan, recorded, steps);
  }

 private:
  std::unique_ptr<gpu::Executor> inner_;
};

}  // namespace lacuna::test
