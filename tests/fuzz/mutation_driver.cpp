// Drives a fuzz target without libFuzzer: X_fuzzer [--runs N] [--seed S] [--current FILE] FILE_OR_FOLDER…
// Gives the target every seed file, then mutated ones. The input under trial lies in the file named by --current, so that it is still
// there after a crash; giving that file alone with --runs 0 replays it. The last line is `N passed, 0 failed, 0 skipped`.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "orchestrator/base/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Options {
  std::uint64_t runs = 2000, seed = 1;
  std::string current;
  std::vector<std::filesystem::path> places;
};

Options parse_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool takes_value = i + 1 < argc;
    if (word == "--runs" && takes_value) {
      options.runs = std::strtoull(argv[++i], nullptr, 10);
    } else if (word == "--seed" && takes_value) {
      options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (word == "--current" && takes_value) {
      options.current = argv[++i];
    } else {
      options.places.emplace_back(word);
    }
  }
  return options;
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Bytes> read_corpus(const std::vector<std::filesystem::path>& places) {
  std::vector<std::filesystem::path> files;
  for (const auto& place : places) {
    if (std::filesystem::is_directory(place)) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(place)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
      }
    } else {
      files.push_back(place);
    }
  }
  std::sort(files.begin(), files.end());  // the same order on every machine, so that a seed means the same
  std::vector<Bytes> corpus;
  for (const auto& file : files) corpus.push_back(read_file(file));
  return corpus;
}

// A sequence of pseudo-random numbers, wholly given by its start.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t run) : state_(orchestrator::mix64(seed ^ orchestrator::mix64(run + 1))) {}
  std::uint64_t below(std::uint64_t limit) {
    return limit == 0 ? 0 : (state_ = orchestrator::mix64(state_ + 0x9E3779B97F4A7C15ULL)) % limit;
  }

 private:
  std::uint64_t state_;
};

void flip_bit(Bytes& bytes, Dice& dice) {
  if (!bytes.empty()) bytes[dice.below(bytes.size())] ^= static_cast<std::uint8_t>(1U << dice.below(8));
}

void set_interesting_byte(Bytes& bytes, Dice& dice) {
  static constexpr std::uint8_t kBytes[] = {0x00, 0xFF, 0x7F, 0x80, '\n', '\r', '"', ',', '-', '.', 'e', '9', '{', '[', ']', '}', ':', ' '};
  if (!bytes.empty()) bytes[dice.below(bytes.size())] = kBytes[dice.below(std::size(kBytes))];
}

void cut(Bytes& bytes, Dice& dice) {
  const std::size_t begin = dice.below(bytes.size() + 1);
  const std::size_t length = dice.below(std::min<std::size_t>(bytes.size() - begin, 64) + 1);
  bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.begin() + static_cast<std::ptrdiff_t>(begin + length));
}

void truncate(Bytes& bytes, Dice& dice) { bytes.resize(dice.below(bytes.size() + 1)); }

void insert_part(Bytes& bytes, Dice& dice, const Bytes& donor) {
  if (donor.empty()) return;
  const std::size_t from = dice.below(donor.size());
  const std::size_t length = 1 + dice.below(std::min<std::size_t>(donor.size() - from, 64));
  const auto begin = donor.begin() + static_cast<std::ptrdiff_t>(from);
  const Bytes part(begin, begin + static_cast<std::ptrdiff_t>(length));
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(dice.below(bytes.size() + 1)), part.begin(), part.end());
}

Bytes mutated(const std::vector<Bytes>& corpus, Dice& dice) {
  Bytes bytes = corpus[dice.below(corpus.size())];
  for (std::uint64_t left = 1 + dice.below(6); left > 0; --left) {
    switch (dice.below(8)) {
      case 0:
        cut(bytes, dice);
        break;
      case 1:
        insert_part(bytes, dice, bytes);
        break;
      case 2:
        insert_part(bytes, dice, corpus[dice.below(corpus.size())]);
        break;
      case 3:
        if (dice.below(4) == 0) truncate(bytes, dice);
        break;
      case 4:
      case 5:
        set_interesting_byte(bytes, dice);
        break;
      default:
        flip_bit(bytes, dice);
    }
  }
  return bytes;
}

void try_input(const Options& options, const Bytes& bytes) {
  if (!options.current.empty()) {
    std::ofstream file(options.current, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  const std::vector<Bytes> corpus = read_corpus(options.places);
  if (corpus.empty()) {
    std::fprintf(stderr, "no seed files given\n");
    return 2;
  }
  std::printf("seed %llu, %zu seed files\n", static_cast<unsigned long long>(options.seed), corpus.size());
  for (const Bytes& bytes : corpus) try_input(options, bytes);
  for (std::uint64_t run = 0; run < options.runs; ++run) {
    Dice dice(options.seed, run);
    try_input(options, mutated(corpus, dice));
  }
  std::printf("%llu passed, 0 failed, 0 skipped\n", static_cast<unsigned long long>(corpus.size() + options.runs));
  return 0;
}
