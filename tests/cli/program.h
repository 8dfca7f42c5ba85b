/* SPDX-License-Identifier: MIT */
// Runs a program in a child process and keeps what it did: for tests of the program as users meet it.
#ifndef SATQKD_TESTS_CLI_PROGRAM_H
#define SATQKD_TESTS_CLI_PROGRAM_H

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace program {

// What the child finds as its standard output.
enum class Stdout { captured, closed, full_device, broken_pipe };

struct Options {
    Stdout standard_output = Stdout::captured;
    double timeout_s = 600;               // a hang, on a machine whose load stretches seconds to minutes
    std::string directory;                // where it runs; empty: here
    std::vector<std::string> environment; // NAME=VALUE, added to ours
    double interrupt_after_s = -1; // of its processors' time, which load does not stretch: SIGINT then; negative: never
};

struct Result {
    int status = -1;   // exit status; -1 where a signal ended it
    int killed_by = 0; // that signal; SIGKILL after a timeout
    bool timed_out = false;
    double cpu_s = 0;      // of all its threads
    double memory_mib = 0; // resident, at the highest
    std::string out;
    std::string err;
};

// A folder that goes with the object, below the build's folder for tests.
class Folder {
  public:
    Folder() {
        std::filesystem::create_directories(SATQKD_TEST_TMP);
        std::string pattern = std::string(SATQKD_TEST_TMP) + "/cli-XXXXXX";
        if (!mkdtemp(pattern.data())) {
            throw std::runtime_error("no temporary folder " + pattern);
        }
        path_ = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    std::string path(const std::string &name = "") const {
        return name.empty() ? path_ : path_ + "/" + name;
    }
    // Writes a file and returns its path.
    std::string write(const std::string &name, const std::string &text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }

  private:
    std::string path_;
};

inline std::string read_file(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

namespace detail {

struct Pipe {
    int read_end;
    int write_end;
    Pipe() {
        int ends[2];
        if (pipe(ends) != 0) {
            throw std::runtime_error("no pipe");
        }
        read_end = ends[0];
        write_end = ends[1];
    }
};

// In the child, between fork and exec: nothing but system calls, and exit status 127 for what goes wrong here.
[[noreturn]] inline void become(char *const *arguments, const Options &options, const Pipe &out, const Pipe &err) {
    int null = open("/dev/null", O_RDONLY);
    int full = open("/dev/full", O_WRONLY);
    bool ready = dup2(null, STDIN_FILENO) >= 0 && dup2(err.write_end, STDERR_FILENO) >= 0;
    switch (options.standard_output) {
    case Stdout::captured:
    case Stdout::broken_pipe:
        ready = ready && dup2(out.write_end, STDOUT_FILENO) >= 0;
        break;
    case Stdout::full_device:
        ready = ready && dup2(full, STDOUT_FILENO) >= 0;
        break;
    case Stdout::closed:
        close(STDOUT_FILENO);
        break;
    }
    for (int descriptor : {null, full, out.read_end, out.write_end, err.read_end, err.write_end}) {
        close(descriptor);
    }
    ready = ready && (options.directory.empty() || chdir(options.directory.c_str()) == 0);
    for (const std::string &pair : options.environment) {
        putenv(const_cast<char *>(pair.c_str()));
    }
    signal(SIGINT, SIG_DFL); // ctest may have been started with it ignored
    if (ready) {
        execv(arguments[0], arguments);
    }
    _exit(127);
}

// Processor time of a child that runs, all its threads; 0 where there is none any more.
inline double cpu_seconds(pid_t child) {
    clockid_t clock;
    struct timespec used = {};
    return clock_getcpuclockid(child, &clock) == 0 && clock_gettime(clock, &used) == 0
               ? static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec)
               : 0;
}

// Reads both pipes until the child has closed them, interrupts it when asked to and kills it when its time is over.
inline void collect(pid_t child, const Options &options, Pipe &out, Pipe &err, Result &result) {
    auto start = std::chrono::steady_clock::now();
    bool interrupt_due = options.interrupt_after_s >= 0;
    struct pollfd watched[2] = {{out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}};
    std::string *texts[2] = {&result.out, &result.err};
    while (watched[0].fd >= 0 || watched[1].fd >= 0) {
        std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
        if (interrupt_due && cpu_seconds(child) >= options.interrupt_after_s) {
            kill(child, SIGINT);
            interrupt_due = false;
        }
        if (!result.timed_out && passed.count() >= options.timeout_s) {
            kill(-child, SIGKILL); // the group: grandchildren hold the pipes too
            result.timed_out = true;
        }
        if (poll(watched, 2, 20) <= 0) {
            continue;
        }
        for (int i = 0; i < 2; i++) {
            char buffer[4096];
            if (watched[i].fd >= 0 && watched[i].revents) {
                ssize_t got = read(watched[i].fd, buffer, sizeof buffer);
                if (got > 0) {
                    texts[i]->append(buffer, static_cast<size_t>(got));
                } else {
                    watched[i].fd = -1;
                }
            }
        }
    }
}

} // namespace detail

// The first of these programs that is in PATH; empty where there is none.
inline std::string found(const std::vector<std::string> &names) {
    std::istringstream folders(std::getenv("PATH") ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        for (const std::string &name : names) {
            if (access((folder + "/" + name).c_str(), X_OK) == 0) {
                return folder + "/" + name;
            }
        }
    }
    return "";
}

// arguments[0] is the program's path.
inline Result run_command(std::vector<std::string> arguments, const Options &options = {}) {
    std::vector<char *> pointers;
    for (std::string &argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    detail::Pipe out;
    detail::Pipe err;
    if (options.standard_output == Stdout::broken_pipe) {
        close(out.read_end);
        out.read_end = -1;
    }
    pid_t child = fork();
    if (child < 0) {
        throw std::runtime_error("no child process");
    }
    if (child == 0) {
        setpgid(0, 0);
        detail::become(pointers.data(), options, out, err);
    }
    setpgid(child, child); // here as well: whichever runs first
    close(out.write_end);
    close(err.write_end);
    Result result;
    detail::collect(child, options, out, err, result);
    int ended = 0;
    struct rusage used = {};
    wait4(child, &ended, 0, &used);
    result.cpu_s = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                   1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    result.memory_mib = static_cast<double>(used.ru_maxrss) / 1024;
    close(err.read_end);
    if (out.read_end >= 0) {
        close(out.read_end);
    }
    if (WIFEXITED(ended)) {
        result.status = WEXITSTATUS(ended);
    } else {
        result.killed_by = WTERMSIG(ended);
    }
    return result;
}

// A Python that has the module; empty where there is none. Debian's own comes first: a test's modules are Debian packages.
inline std::string python_with(const std::string &module) {
    for (const std::string &python : {std::string("/usr/bin/python3"), found({"python3"})}) {
        if (!python.empty() && access(python.c_str(), X_OK) == 0 &&
            run_command({python, "-c", "import " + module}).status == 0) {
            return python;
        }
    }
    return "";
}

// The program under test with these arguments.
inline Result satqkd(const std::vector<std::string> &arguments, const Options &options = {}) {
    std::vector<std::string> all = {SATQKD_BINARY};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_command(all, options);
}

} // namespace program

#endif
