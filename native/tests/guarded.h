// Buffers with sentinels on both sides. While a kernel runs, AddressSanitizer refuses every access
// to them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "check.h"

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) static_cast<void>(size)
#define ASAN_UNPOISON_MEMORY_REGION(address, size) static_cast<void>(size)
#endif

namespace lacuna::test {

template <class T>
class Guarded {
 public:
  explicit Guarded(std::span<const T> values) : count_(values.size()), block_(count_ + 2 * kGuard) {
    std::memset(block_.data(), kSentinel, block_.size() * sizeof(T));
    std::copy(values.begin(), values.end(), data());
  }

  [[nodiscard]] T* data() { return block_.data() + kGuard; }
  [[nodiscard]] const T* data() const { return block_.data() + kGuard; }
  [[nodiscard]] std::span<const T> values() const { return {data(), count_}; }

  /// Closes (or opens again) both guards for the sanitizer; values can be used all the time.
  void close() const {
    ASAN_POISON_MEMORY_REGION(block_.data(), kGuard * sizeof(T));
    ASAN_POISON_MEMORY_REGION(data() + count_, kGuard * sizeof(T));
  }
  void open() const { ASAN_UNPOISON_MEMORY_REGION(block_.data(), block_.size() * sizeof(T)); }

  void expectGuardsIntact(std::string_view what) const {
    const auto* const bytes = reinterpret_cast<const unsigned char*>(block_.data());
    const std::size_t guard = kGuard * sizeof(T);
    const auto whole = [](const unsigned char* from, std::size_t size) {
      return std::all_of(from, from + size, [](unsigned char byte) { return byte == kSentinel; });
    };
    expect(whole(bytes, guard), std::string(what) + ": nothing written in front of the buffer");
    expect(whole(bytes + guard + count_ * sizeof(T), guard),
           std::string(what) + ": nothing written behind the buffer");
  }

 private:
  /// An odd number, so that the values are aligned for T only.
  static constexpr std::size_t kGuard = 67;
  /// As a float or a double, 0xFFFF… is NaN: what reads it as a value shows.
  static constexpr unsigned char kSentinel = 0xFF;

  std::size_t count_;
  std::vector<T> block_;
};

}  // namespace lacuna::test
