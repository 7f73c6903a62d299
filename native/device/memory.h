// Device memory: who gives it, and who owns it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "device/batch.h"

namespace lacuna {

/// How a device runs kernels.
enum class KernelOrder : std::uint8_t {
  in_turn,
  /// Those that touch different memory at once: with scratch memory of its own, a part of a model
  /// goes ahead while another one is at work.
  side_by_side
};

/// Gives and takes back zeroed blocks of device memory.
class Memory {
 public:
  Memory() = default;
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  virtual ~Memory() = default;

  [[nodiscard]] virtual KernelOrder kernelOrder() const { return KernelOrder::in_turn; }
  /// Throws Error(out_of_memory).
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* block, std::size_t bytes) noexcept = 0;
};

/// Owns one block of `count` values of type T.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  Buffer(Memory& memory, std::size_t count)
      : memory_(&memory),
        count_(count),
        data_(static_cast<T*>(memory.allocate(count * sizeof(T)))) {}
  Buffer(Buffer&& other) noexcept
      : memory_(other.memory_),
        count_(std::exchange(other.count_, 0)),
        data_(std::exchange(other.data_, nullptr)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(count_, other.count_);
    std::swap(data_, other.data_);
    return *this;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() {
    if (data_ != nullptr) {
      memory_->release(data_, count_ * sizeof(T));
    }
  }

  [[nodiscard]] T* data() const { return data_; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  Memory* memory_ = nullptr;
  std::size_t count_ = 0;
  T* data_ = nullptr;
};

/// Owns one matrix for each problem of a batch.
class MatrixBuffer {
 public:
  MatrixBuffer() = default;
  MatrixBuffer(Memory& memory, std::uint32_t batch, std::uint32_t rows, std::uint32_t cols)
      : rows_(rows), cols_(cols), buffer_(memory, batch * size()) {}

  /// All problems' matrices.
  [[nodiscard]] Matrix view() const { return {buffer_.data(), rows_, cols_, size()}; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(rows_) * cols_; }

 private:
  std::uint32_t rows_ = 0;
  std::uint32_t cols_ = 0;
  Buffer<float> buffer_;
};

}  // namespace lacuna
