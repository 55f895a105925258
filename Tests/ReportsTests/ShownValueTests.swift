import Reports
import Testing

struct ShownValueTests {
  private func shown(_ labels: String...) -> [String] {
    let values = ShownValues(labels)
    return labels.map { values[$0] }
  }

  @Test func `numbers have one notation, whatever they were written as`() {
    #expect(shown("1e-05", "2.5e-07", "1e+20", "-1e-05") == ["1e-5", "2.5e-7", "1e20", "-1e-5"])
    #expect(shown("0.001", "-0.5", "0", "3") == ["0.001", "-0.5", "0", "3"])
    #expect(shown("[1e-05, relu]", "{lr: 1e-03}") == ["[1e-5, relu]", "{lr: 1e-3}"])
  }

  @Test func `a number has four significant digits at most`() {
    #expect(shown("0.00025075", "0.123456789", "12.34567") == ["0.0002507", "0.1235", "12.35"])
    #expect(shown("1.2345678e-07", "9.99996e-09") == ["1.235e-7", "1e-8"])
    #expect(shown("0.99999", "2.00001") == ["1", "2"])
  }

  @Test func `whole numbers are whole`() {
    #expect(shown("20240601", "123456.75", "12345") == ["20240601", "123457", "12345"])
  }

  @Test func `numbers that would look alike have as many digits as tell them apart`() {
    #expect(shown("0.100001", "0.100002", "0.3123456") == ["0.100001", "0.100002", "0.3123"])
    #expect(shown("0.12345", "0.12346", "0.1234") == ["0.12345", "0.12346", "0.1234"])
    #expect(shown("1", "1.00001") == ["1", "1.00001"])
    #expect(shown("0.1", "0.10000000000000002") == ["0.1", "0.10000000000000002"])
  }

  @Test func `what is no number stays as it is`() {
    #expect(
      shown("relu", "", "run1e-05.txt", "0x1e-05", "inf", "null") == [
        "relu", "", "run1e-05.txt", "0x1e-05", "inf", "null",
      ])
  }

  @Test func `no two values ever look alike`() {
    var labels: [String] = []
    for step in 0..<3000 { labels.append("\(0.5 + Double(step) * 1e-9)") }
    let values = ShownValues(labels)
    #expect(Set(labels.map { values[$0] }).count == labels.count)
  }
}
