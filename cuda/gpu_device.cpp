// Memory, programs and stretches of a GpuDevice; its kernels stand in gpu_kernels*.cpp.
#include "cuda/gpu_device.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "support/error.h"

namespace lacuna::gpu {

GpuDevice::GpuDevice(std::unique_ptr<Executor> executor, ProductPrecision precision)
    : executor_(std::move(executor)), precision_(precision), scratch_(*executor_) {}

GpuDevice::~GpuDevice() { dropShadows(); }

void* GpuDevice::allocate(std::size_t bytes) {
  refuseWhileRecording();
  void* const block = executor_->allocate(bytes);
  blocks_.emplace(static_cast<std::byte*>(block), Block{bytes, nullptr});
  return block;
}

void GpuDevice::release(void* block, std::size_t /*bytes*/) noexcept {
  try {
    flush();
  } catch (const std::exception&) {
    program_.clear();  // whoever asks for a result meets the error again
  }
  const auto found = blocks_.find(static_cast<std::byte*>(block));
  if (found != blocks_.end()) {
    if (found->second.shadow != nullptr) {
      executor_->release(found->second.shadow);
    }
    blocks_.erase(found);
  }
  executor_->release(block);
}

void GpuDevice::upload(void* device, const void* host, std::size_t bytes) {
  refuseWhileRecording();
  flush();
  executor_->upload(device, host, bytes);
}

void GpuDevice::download(void* host, const void* device, std::size_t bytes) {
  refuseWhileRecording();
  flush();
  executor_->download(host, device, bytes);
}

void GpuDevice::refuseWhileRecording() const {
  if (records_) {
    throw Error(ErrorCode::internal, "Memory was touched while steps were recorded");
  }
}

std::unique_ptr<LoadedPlan> GpuDevice::loadProgram() const {
  if (sharing_) {
    return executor_->load(program_.plan(sharing_->layout), sharing_->team);
  }
  const auto problems = static_cast<std::uint32_t>(program_.problems().size());
  const std::uint32_t processors = executor_->processors();
  const std::uint32_t tiles = program_.largestProduct(Layout::large);
  const std::uint32_t share = std::max(processors / std::max(problems, 1U), 1U);
  // Large tiles while every processor has one; small ones where some would have none.
  if (share >= 2 * tiles) {
    return executor_->load(program_.plan(Layout::small), share);
  }
  return executor_->load(program_.plan(Layout::large),
                         std::min(std::max(share, tiles), processors));
}

void GpuDevice::flush() {
  if (program_.empty()) {
    return;
  }
  std::unique_ptr<LoadedPlan> plan = loadProgram();
  program_.clear();
  scratch_.reset();
  executor_->run(*plan);
  running_ = std::move(plan);
}

void GpuDevice::beginRecording() {
  flush();
  stretch_ = std::make_unique<Stretch>(*executor_);
  records_ = true;
}

void GpuDevice::closeStep(DoubleMatrix terms, std::uint32_t batch) {
  if (stretch_->history == nullptr) {
    stretch_->history_doubles = static_cast<std::size_t>(batch) * terms.cols;
    stretch_->history = reinterpret_cast<double*>(
        stretch_->scratch.claim(kMostSteps * stretch_->history_doubles * sizeof(double)));
  }
  const std::vector<std::uint32_t> problems = program_.problems();
  const auto* const begin = reinterpret_cast<const std::byte*>(terms.data);
  record(KeepTermsOp{terms, stretch_->history, batch}, problems, Split::none,
         {{begin, begin + terms.cols * sizeof(double), terms.stride * sizeof(double), 0, false}});
  ++stretch_->steps;
}

void GpuDevice::endRecording() {
  records_ = false;
  stretch_->plan = loadProgram();
  program_.clear();
}

std::vector<double> GpuDevice::repeat(std::span<const StepConstants> steps) {
  executor_->run(*stretch_->plan, stretch_->steps, steps);
  std::vector<double> history(steps.size() * stretch_->history_doubles);
  executor_->download(history.data(), stretch_->history, history.size() * sizeof(double));
  return history;
}

void GpuDevice::save() {
  flush();
  try {
    for (auto& [begin, block] : blocks_) {
      if (block.shadow == nullptr) {
        block.shadow = executor_->allocate(block.bytes);
      }
    }
  } catch (const Error&) {
    dropShadows();
    throw;
  }
  for (auto& [begin, block] : blocks_) {
    executor_->copy(block.shadow, begin, block.bytes);
  }
}

void GpuDevice::restore() {
  flush();
  for (auto& [begin, block] : blocks_) {
    if (block.shadow != nullptr) {
      executor_->copy(begin, block.shadow, block.bytes);
    }
  }
}

void GpuDevice::dropShadows() noexcept {
  for (auto& [begin, block] : blocks_) {
    if (block.shadow != nullptr) {
      executor_->release(block.shadow);
      block.shadow = nullptr;
    }
  }
}

}  // namespace lacuna::gpu
