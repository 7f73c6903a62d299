// Eigenbases and how they are kept.
#include "linalg/eigenbasis.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "check.h"
#include "linalg/eigenbasis_cache.h"
#include "linalg/symmetric_eigen.h"
#include "problems.h"

namespace lacuna::test {
namespace {

using Basis = EigenbasisCache::Basis;

const std::atomic<bool> kNever{false};

Basis basisOfOrder(std::size_t order) {
  return std::make_shared<const Eigenbasis>(
      Eigenbasis{std::vector<float>(order), std::vector<float>(order * order)});
}

/// Asks a cache for matrices of order 2 and counts what it has made.
class Client {
 public:
  explicit Client(EigenbasisCache& cache) : cache_(cache) {}

  Basis ask(float entry) {
    const std::vector<float> matrix{entry, 0.0F, 0.0F, entry};
    const auto make = [&] {
      ++made;
      return basisOfOrder(2);
    };
    return cache_.find(matrix, 2, make, [] {});
  }

  int made = 0;

 private:
  EigenbasisCache& cache_;
};

constexpr std::size_t kBytesOfTwo = (4 + 2 + 4) * sizeof(float);

const Case kValues("the pairs of symmetricEigen, as floats", [] {
  const std::vector<float> laplacian = graphLaplacian(17, 3);
  const auto basis = eigenbasisOf(laplacian, 17, kNever);
  const auto [values, vectors] =
      symmetricEigen(std::vector<double>(laplacian.begin(), laplacian.end()), 17);
  expectSameBits(basis->values, std::vector<float>(values.begin(), values.end()), "values");
  expectSameBits(basis->vectors, std::vector<float>(vectors.begin(), vectors.end()), "vectors");
  expect(eigenbasisOf(std::vector<float>(laplacian), 17, kNever) == basis, "found again");
  expect(eigenbasisOf(graphLaplacian(17, 4), 17, kNever) != basis, "another graph");
});

const Case kKept("found by its entries; the oldest goes", [] {
  EigenbasisCache cache(2 * kBytesOfTwo);
  Client client(cache);
  const Basis first = client.ask(1.0F);
  expect(client.ask(1.0F) == first, "found");
  client.ask(2.0F);
  expectEqual(cache.bytes(), 2 * kBytesOfTwo, "bytes of two");
  client.ask(1.0F);
  client.ask(3.0F);
  expectEqual(cache.bytes(), 2 * kBytesOfTwo, "bytes of two");
  expectEqual(client.made, 3, "made");
  expect(client.ask(1.0F) == first, "the one used last is kept");
  client.ask(2.0F);
  expectEqual(client.made, 4, "the oldest was dropped");
  expect(client.ask(-0.0F) != client.ask(0.0F), "entries are compared as bits");
});

const Case kLarge("what is larger than the cache is handed out all the same", [] {
  EigenbasisCache cache(kBytesOfTwo - 1);
  Client client(cache);
  expect(client.ask(1.0F) != nullptr, "a basis");
  expectEqual(cache.bytes(), std::size_t{0}, "nothing kept");
});

const Case kFailure("a failure is passed on, and the next one tries again", [] {
  EigenbasisCache cache(kBytesOfTwo);
  const std::vector<float> matrix(4);
  const auto fails = []() -> Basis { throw Error(ErrorCode::internal, "no basis"); };
  expectError(ErrorCode::internal, "no basis", [&] { cache.find(matrix, 2, fails, [] {}); });
  expect(cache.find(
             matrix, 2, [] { return basisOfOrder(2); }, [] {}) != nullptr,
         "a basis");
});

const Case kTogether("threads that ask for one matrix at once wait for the first", [] {
  EigenbasisCache cache(kBytesOfTwo);
  const std::vector<float> matrix(4);
  std::atomic<int> made{0};
  const auto make = [&] {
    ++made;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return basisOfOrder(2);
  };
  std::vector<Basis> found(4);
  std::vector<std::thread> threads;
  for (Basis& one : found) {
    threads.emplace_back([&] { one = cache.find(matrix, 2, make, [] {}); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  expectEqual(made.load(), 1, "made");
  for (const Basis& one : found) {
    expect(one == found.front() && one != nullptr, "the same basis");
  }
});

const Case kTakenOver("one that waits takes over from one that is stopped, or stops itself", [] {
  EigenbasisCache cache(kBytesOfTwo);
  const std::vector<float> matrix(4);
  std::atomic<bool> begun{false};
  std::atomic<bool> stop{false};
  std::thread first([&] {
    expectError(ErrorCode::cancelled, "stopped", [&] {
      cache.find(
          matrix, 2,
          [&]() -> Basis {
            begun = true;
            while (!stop) {
              std::this_thread::yield();
            }
            throw Error(ErrorCode::cancelled, "stopped");
          },
          [] {});
    });
  });
  while (!begun) {
    std::this_thread::yield();
  }
  const auto never = []() -> Basis { throw Error(ErrorCode::internal, "made twice"); };
  const auto impatient = [] { throw Error(ErrorCode::cancelled, "impatient"); };
  expectError(ErrorCode::cancelled, "impatient", [&] { cache.find(matrix, 2, never, impatient); });
  const auto release = [&] { stop = true; };
  expect(cache.find(
             matrix, 2, [] { return basisOfOrder(2); }, release) != nullptr,
         "taken over");
  first.join();
});

const Case kCancelled("cancelled while it is worked out", [] {
  const std::atomic<bool> stop{true};
  const std::vector<float> laplacian = graphLaplacian(40, 7);
  expectError(ErrorCode::cancelled, "cancelled", [&] { eigenbasisOf(laplacian, 40, stop); });
  expect(eigenbasisOf(laplacian, 40, kNever) != nullptr, "worked out by the next");
});

}  // namespace
}  // namespace lacuna::test
