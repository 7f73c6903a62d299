// What kernels say of the memory that they touch.
#pragma once

#include <cstddef>

#include "cuda/program.h"
#include "device/batch.h"

namespace lacuna::gpu {

template <class T>
Access touch(const BatchedMatrix<T>& m, bool is_own, bool writes) {
  const auto* const begin = reinterpret_cast<const std::byte*>(m.data);
  return {begin, begin + m.size() * sizeof(T), m.stride * sizeof(T),
          is_own ? m.cols * sizeof(T) : 0, writes};
}

/// All of it may be needed by any tile.
template <class T>
Access reads(const BatchedMatrix<T>& m) {
  return touch(m, false, false);
}
template <class T>
Access writes(const BatchedMatrix<T>& m) {
  return touch(m, false, true);
}
/// Each tile touches its own part.
template <class T>
Access readsOwn(const BatchedMatrix<T>& m) {
  return touch(m, true, false);
}
template <class T>
Access writesOwn(const BatchedMatrix<T>& m) {
  return touch(m, true, true);
}
inline Access writes(const Scalars& value) {
  const auto* const begin = reinterpret_cast<const std::byte*>(value.data);
  return {begin, begin + sizeof(double), value.stride * sizeof(double), 0, true};
}
/// What a batch shares out in parts of unlike sizes.
inline Access touchAll(const float* data, bool writes) {
  const auto* const begin = reinterpret_cast<const std::byte*>(data);
  return {begin, begin + sizeof(float), 0, 0, writes};
}

}  // namespace lacuna::gpu
