// A block of threads on the GPU (see cuda/cta.h). Compiled by nvcc only.
#pragma once

#include "cuda/cta.h"
#include "device/repeater.h"

namespace lacuna::gpu {

extern __shared__ __align__(16) unsigned char shared_memory[];

class DeviceCta {
 public:
  explicit __device__ DeviceCta(const StepConstants* constants) : constants_(constants) {}

  [[nodiscard]] LACUNA_GPU std::uint32_t thread() const { return threadIdx.x; }
  [[nodiscard]] LACUNA_GPU static float* shared() {
    return reinterpret_cast<float*>(shared_memory);
  }
  LACUNA_GPU void sync() const { __syncthreads(); }
  LACUNA_GPU void meetLanes() const { __syncwarp(lanes()); }

  template <class T>
  LACUNA_GPU T across(T x, std::uint32_t distance) const {
    return __shfl_xor_sync(lanes(), x, static_cast<int>(distance), kLanes);
  }
  template <class T>
  LACUNA_GPU T fold(T x) const {
#pragma unroll
    for (std::uint32_t half = kLanes / 2; half > 0; half /= 2) {
      x = x + across(x, half);
    }
    return x;
  }

  LACUNA_GPU void copy(float* to, const float* from, bool is_there) const {
#if __CUDA_ARCH__ >= 800
    const auto address = static_cast<unsigned>(__cvta_generic_to_shared(to));
    const unsigned bytes = is_there ? 4U : 0U;
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;\n" ::"r"(address), "l"(from),
                 "r"(bytes)
                 : "memory");
#else
    *to = is_there ? *from : 0.0F;
#endif
  }
  LACUNA_GPU void copyFour(float* to, const float* from, bool is_there) const {
#if __CUDA_ARCH__ >= 800
    const auto address = static_cast<unsigned>(__cvta_generic_to_shared(to));
    const unsigned bytes = is_there ? 16U : 0U;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;\n" ::"r"(address), "l"(from),
                 "r"(bytes)
                 : "memory");
#else
    *reinterpret_cast<float4*>(to) =
        is_there ? *reinterpret_cast<const float4*>(from) : make_float4(0.0F, 0.0F, 0.0F, 0.0F);
#endif
  }
  LACUNA_GPU static std::uint32_t packHalves(float x, float y) {
#if __CUDA_ARCH__ >= 800
    std::uint32_t both;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(y), "f"(x));
    return both;
#else
    return 0;
#endif
  }
  LACUNA_GPU static void multiplyAdd(float (&c)[4], const std::uint32_t (&a)[4],
                                     const std::uint32_t (&b)[2]) {
#if __CUDA_ARCH__ >= 800
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, "
        "{%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};\n"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
  }
  LACUNA_GPU static float roundToTf32(float x) {
#if __CUDA_ARCH__ >= 800
    std::uint32_t bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return __uint_as_float(bits);
#else
    return x;
#endif
  }
  LACUNA_GPU static void multiplyAdd(float (&c)[4], const float (&a)[4], const float (&b)[2]) {
#if __CUDA_ARCH__ >= 800
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, "
        "{%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};\n"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
          "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b[0])), "r"(__float_as_uint(b[1])));
#endif
  }
  LACUNA_GPU void commit() const {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.commit_group;\n" ::: "memory");
#endif
  }
  template <int kLast>
  LACUNA_GPU void arrived() const {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_group %0;\n" ::"n"(kLast) : "memory");
#endif
  }

  LACUNA_GPU void beginRepeat(std::uint32_t first_step) { first_step_ = first_step; }
  LACUNA_GPU void enter(std::uint32_t recorded_step) { step_ = first_step_ + recorded_step; }
  [[nodiscard]] LACUNA_GPU std::uint32_t step() const { return step_; }
  [[nodiscard]] LACUNA_GPU const StepConstants* constants() const {
    return constants_ == nullptr ? nullptr : constants_ + step_;
  }

 private:
  /// The threads of the warp that share a row with this one.
  [[nodiscard]] LACUNA_GPU static unsigned lanes() {
    return threadIdx.x % 32 < kLanes ? 0xFFFFU : 0xFFFF0000U;
  }

  const StepConstants* constants_;
  std::uint32_t first_step_ = 0;
  std::uint32_t step_ = 0;
};

}  // namespace lacuna::gpu
