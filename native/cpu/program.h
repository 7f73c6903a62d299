// Kernels that are asked for one after the other and run together. A kernel says which memory it
// touches and how; those that do not need each other's rows across pieces share a stage, so that
// the threads of a team meet only where one needs what another wrote. With one thread, kernels run
// at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "cpu/team.h"

namespace lacuna::cpu {

/// How a kernel touches a block of memory while it works on one piece of its rows.
enum class Touch : std::uint8_t {
  reads_own_rows,
  writes_own_rows,
  reads_anywhere,
  writes_anywhere
};

/// A block of memory; row i of the kernel's range is row i of the block.
struct Access {
  const std::byte* begin;
  const std::byte* end;
  std::size_t row_bytes;
  Touch touch;
};

/// The rows that a kernel works on.
struct Rows {
  std::size_t count;
  std::size_t grain;  // pieces are split at multiples of it
  std::size_t cost;   // of all rows together, in floats that a simple loop touches
};

class Program {
 public:
  explicit Program(unsigned threads) : team_(threads) {}

  /// work(range) for pieces of the rows. What it captures must stay valid until run().
  template <class Work>
  void add(const Rows& rows, std::initializer_list<Access> accesses, const Work& work) {
    if (team_.size() == 1) {
      work(Range{0, rows.count});
      return;
    }
    const Kernel kernel{&call<Work>, keep(work)};
    groupFor(rows, accesses).kernels.push_back(kernel);
  }

  /// work() on the calling thread, behind all kernels.
  template <class Work>
  void addClosing(const Work& work) {
    if (team_.size() == 1) {
      work();
      return;
    }
    closings_.push_back({&callOnce<Work>, keep(work)});
  }

  /// `count` values to work with until run() returns; not initialised.
  template <class T>
  T* scratch(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return reinterpret_cast<T*>(claim(count * sizeof(T)));
  }

  /// Runs what was added and forgets it. Room was made when it was added.
  void run() noexcept;

 private:
  struct Kernel {
    void (*call)(const void* work, Range range);
    const void* work;
  };
  struct Closing {
    void (*call)(const void* work);
    const void* work;
  };
  /// Kernels over the same rows: each piece runs through all of them.
  struct Group {
    Rows rows{};
    std::vector<Kernel> kernels;
    std::vector<Access> accesses;
  };
  /// Groups that do not touch what another one writes. Groups and stages are kept for the next run
  /// with their room.
  struct Staged {
    std::vector<Group> groups;
    std::size_t used = 0;
    std::vector<Task> tasks;
  };
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size;
  };

  template <class Work>
  static void call(const void* work, Range range) {
    (*static_cast<const Work*>(work))(range);
  }
  template <class Work>
  static void callOnce(const void* work) {
    (*static_cast<const Work*>(work))();
  }

  template <class Work>
  const void* keep(const Work& work) {
    static_assert(std::is_trivially_copyable_v<Work> && std::is_trivially_destructible_v<Work>);
    return new (claim(sizeof(Work))) Work(work);
  }

  std::byte* claim(std::size_t bytes);
  Group& groupFor(const Rows& rows, std::span<const Access> accesses);
  Group* roomIn(Staged& stage, const Rows& rows, std::span<const Access> accesses) const;
  static bool takes(const Group& group, const Rows& rows);
  static Group& openGroup(Staged& stage, const Rows& rows);
  void plan(Staged& stage) const;
  void runAlone() const;
  void runTogether();
  static void runGroup(const void* group, Range range);

  Team team_;
  std::vector<Staged> stages_;
  std::size_t stages_used_ = 0;
  std::size_t cost_ = 0;  // of all kernels that wait
  std::vector<Stage> planned_;
  std::vector<Closing> closings_;
  std::vector<Block> blocks_;
  std::size_t block_ = 0;   // the block that is being filled
  std::size_t filled_ = 0;  // bytes of it
};

}  // namespace lacuna::cpu
