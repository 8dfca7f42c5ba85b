/* SPDX-License-Identifier: MIT */
// What the tests of `run` look at: JSON by key paths, the timeline by column names, and scenarios made from the Micius one.
#ifndef SATQKD_TESTS_CLI_RUN_FILES_H
#define SATQKD_TESTS_CLI_RUN_FILES_H

#include <algorithm>
#include <cjson/cJSON.h>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "cli/program.h"

namespace program {

inline const std::string configs = SATQKD_SOURCE_DIR "/configs";
inline const std::string micius = configs + "/micius-xinglong-2016-12-19.json";

inline size_t lines(const std::string &text) {
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

inline bool has(const std::string &text, const std::string &part) {
    return text.find(part) != std::string::npos;
}

inline std::vector<std::string> operator+(std::vector<std::string> one, const std::vector<std::string> &other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

// Throws where `from` is not there: an edit that changes nothing would make a test of nothing.
inline std::string replaced(std::string text, const std::string &from, const std::string &to) {
    size_t at = text.find(from);
    if (at == std::string::npos) {
        throw std::runtime_error("nothing to replace: " + from);
    }
    return text.replace(at, from.size(), to);
}

// A scenario of configs/ that can be written anywhere.
inline std::string scenario_text(const std::string &path = micius) {
    std::string text = read_file(path);
    text = replaced(text, "\"satellites/", "\"" + configs + "/satellites/");
    return replaced(text, "\"stations/", "\"" + configs + "/stations/");
}

inline std::set<std::string> files_in(const std::string &folder) {
    std::set<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

class Json {
  public:
    explicit Json(const std::string &text) : root_(cJSON_Parse(text.c_str()), cJSON_Delete) {
    }
    bool parsed() const {
        return root_ != nullptr;
    }
    // The value at a path such as "bases.x.errors.0"; NULL where there is none.
    const cJSON *at(const std::string &path) const {
        const cJSON *node = root_.get();
        std::istringstream parts(path);
        for (std::string part; node && std::getline(parts, part, '.');) {
            node = cJSON_IsArray(node) ? cJSON_GetArrayItem(node, std::stoi(part))
                                       : cJSON_GetObjectItemCaseSensitive(node, part.c_str());
        }
        return node;
    }
    // NaN, which no comparison takes, where there is no number.
    double number(const std::string &path) const {
        const cJSON *node = at(path);
        return cJSON_IsNumber(node) ? node->valuedouble : std::nan("");
    }
    std::string text(const std::string &path) const {
        const cJSON *node = at(path);
        return cJSON_IsString(node) ? node->valuestring : "";
    }
    std::set<std::string> keys(const std::string &path) const {
        std::set<std::string> names;
        const cJSON *node = at(path);
        for (const cJSON *item = cJSON_IsObject(node) ? node->child : nullptr; item; item = item->next) {
            names.insert(item->string);
        }
        return names;
    }

  private:
    std::shared_ptr<cJSON> root_;
};

// Columns by name; an empty field is NaN, the time stays a text.
struct Timeline {
    std::string header;
    std::vector<std::string> times;
    std::map<std::string, std::vector<double>> columns;

    explicit Timeline(const std::string &text) {
        std::istringstream rows(text);
        std::getline(rows, header);
        std::vector<std::string> names = split(header);
        for (std::string line; std::getline(rows, line);) {
            std::vector<std::string> fields = split(line);
            if (fields.size() != names.size()) {
                throw std::runtime_error("not as many fields as names: " + line);
            }
            times.push_back(fields[0]);
            for (size_t i = 1; i < names.size(); i++) {
                columns[names[i]].push_back(fields[i].empty() ? std::nan("") : std::stod(fields[i]));
            }
        }
    }
    double sum(const std::string &column, size_t first = 0, size_t stop = SIZE_MAX) const {
        const std::vector<double> &values = columns.at(column);
        double total = 0;
        for (size_t i = first; i < std::min(stop, values.size()); i++) {
            total += values[i];
        }
        return total;
    }
    static std::vector<std::string> split(const std::string &line) {
        std::vector<std::string> fields(1);
        for (char c : line) {
            if (c == ',') {
                fields.emplace_back();
            } else {
                fields.back() += c;
            }
        }
        return fields;
    }
};

} // namespace program

#endif
