#include "linalg/eigenbasis_cache.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>
#include <utility>

namespace lacuna {
namespace {

constexpr std::chrono::milliseconds kWait{10};

/// FNV-1a over the entries as words; equal matrices are compared entry by entry all the same.
std::uint64_t hashOf(std::span<const float> matrix) {
  constexpr std::uint64_t kOffset = 0xcbf29ce484222325U;
  constexpr std::uint64_t kPrime = 0x100000001b3U;
  std::uint64_t hash = kOffset;
  for (const float entry : matrix) {
    std::uint32_t word = 0;
    std::memcpy(&word, &entry, sizeof(word));
    hash = (hash ^ word) * kPrime;
  }
  return hash;
}

bool sameBits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

}  // namespace

std::size_t EigenbasisCache::Entry::bytes() const {
  return (matrix.size() + basis->values.size() + basis->vectors.size()) * sizeof(float);
}

EigenbasisCache::Place EigenbasisCache::placeOf(std::span<const float> matrix, std::size_t order,
                                                std::uint64_t hash) {
  return std::ranges::find_if(entries_, [&](const Entry& entry) {
    return entry.hash == hash && entry.order == order && sameBits(entry.matrix, matrix);
  });
}

EigenbasisCache::Basis EigenbasisCache::find(std::span<const float> matrix, std::size_t order,
                                             const std::function<Basis()>& make,
                                             const std::function<void()>& wait) {
  const std::uint64_t hash = hashOf(matrix);
  std::unique_lock lock(mutex_);
  for (;;) {
    const Place place = placeOf(matrix, order, hash);
    if (place == entries_.end()) {
      entries_.push_front({{matrix.begin(), matrix.end()}, order, hash, nullptr});
      const Place made = entries_.begin();
      lock.unlock();
      return fill(made, make);
    }
    if (place->basis != nullptr) {
      entries_.splice(entries_.begin(), entries_, place);
      return place->basis;
    }
    changed_.wait_for(lock, kWait);
    lock.unlock();
    wait();
    lock.lock();
  }
}

EigenbasisCache::Basis EigenbasisCache::fill(Place place, const std::function<Basis()>& make) {
  try {
    Basis basis = make();
    const std::lock_guard lock(mutex_);
    place->basis = basis;
    bytes_ += place->bytes();
    dropOldest();
    changed_.notify_all();
    return basis;
  } catch (...) {
    const std::lock_guard lock(mutex_);
    entries_.erase(place);
    changed_.notify_all();
    throw;
  }
}

void EigenbasisCache::dropOldest() {
  for (auto place = entries_.end(); bytes_ > most_bytes_ && place != entries_.begin();) {
    --place;
    if (place->basis != nullptr) {
      bytes_ -= place->bytes();
      place = entries_.erase(place);
    }
  }
}

std::size_t EigenbasisCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace lacuna
