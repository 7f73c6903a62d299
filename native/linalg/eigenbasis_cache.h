// Keeps eigenbases by the matrix they belong to.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "linalg/eigenbasis.h"

namespace lacuna {

/// The bases used last, as many as fit into a number of bytes. May be used by many threads at once.
class EigenbasisCache {
 public:
  using Basis = std::shared_ptr<const Eigenbasis>;

  explicit EigenbasisCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The basis of that matrix (order×order): the one that is kept, or make()'s. While another
  /// thread makes it, `wait` is called every few milliseconds. What `make` or `wait` throws is
  /// passed on, and another thread that waits makes the basis instead.
  Basis find(std::span<const float> matrix, std::size_t order, const std::function<Basis()>& make,
             const std::function<void()>& wait);

  /// Bytes of all bases that are kept.
  [[nodiscard]] std::size_t bytes() const;

 private:
  /// One matrix. Without a basis: some thread is about to make it.
  struct Entry {
    std::vector<float> matrix;
    std::size_t order;
    std::uint64_t hash;
    Basis basis;

    [[nodiscard]] std::size_t bytes() const;
  };
  using Place = std::list<Entry>::iterator;

  Place placeOf(std::span<const float> matrix, std::size_t order, std::uint64_t hash);
  Basis fill(Place place, const std::function<Basis()>& make);
  void dropOldest();

  std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Entry> entries_;  // the one used last in front
  std::size_t bytes_ = 0;     // of those with a basis
};

}  // namespace lacuna
