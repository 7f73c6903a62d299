// Functions marked LACUNA_HD compile for the CPU and, under nvcc, for the GPU as well. They are
// always inlined: one copy compiled for a newer instruction set must never be linked into baseline
// code.
#pragma once

#if defined(__CUDACC__)
#define LACUNA_HD __host__ __device__ __forceinline__
#elif defined(_MSC_VER)
#define LACUNA_HD __forceinline
#else
#define LACUNA_HD inline __attribute__((always_inline))
#endif

// Unrolls the loop that follows; under nvcc all of it where its length is known.
#define LACUNA_PRAGMA(text) _Pragma(#text)
#if defined(__CUDACC__)
#define LACUNA_UNROLL(times) LACUNA_PRAGMA(unroll)
#elif defined(__clang__)
#define LACUNA_UNROLL(times) LACUNA_PRAGMA(unroll times)
#elif defined(__GNUC__)
#define LACUNA_UNROLL(times) LACUNA_PRAGMA(GCC unroll times)
#else
#define LACUNA_UNROLL(times)
#endif

// Unrolls the loop that follows by so many under nvcc, also where its length is known.
#if defined(__CUDACC__)
#define LACUNA_UNROLL_BY(times) LACUNA_PRAGMA(unroll times)
#else
#define LACUNA_UNROLL_BY(times)
#endif

// Leaves the loop that follows as it is.
#if defined(__CUDACC__)
#define LACUNA_ROLLED LACUNA_PRAGMA(unroll 1)
#else
#define LACUNA_ROLLED
#endif

// Stands before a template for both sides that calls what its argument is for.
#if defined(__CUDACC__)
#define LACUNA_EITHER_SIDE LACUNA_PRAGMA(nv_exec_check_disable)
#else
#define LACUNA_EITHER_SIDE
#endif

// Fetches the cache line of an address that will be written.
#if defined(__GNUC__)
#define LACUNA_PREFETCH_TO_WRITE(address) __builtin_prefetch(address, 1)
#else
#define LACUNA_PREFETCH_TO_WRITE(address) static_cast<void>(address)
#endif
