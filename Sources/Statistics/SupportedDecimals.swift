import Glibc

/// How many decimals of a value its standard error supports.
///
/// The rounding rule of the Particle Data Group ("Review of particle physics", introduction, 5.3):
/// the three highest digits of the error decide. 100 to 354 keep two digits of it, 355 to 949 keep
/// one, 950 to 999 count as 1000 and keep two. The error 0.000827 supports four decimals, as in
/// 0.9812 ± 0.0008. Negative where an error of hundreds allows no units; nil for an error that is
/// zero or not finite, which says nothing.
package func supportedDecimals(standardError: Double) -> Int? {
  guard standardError > 0 && standardError.isFinite else { return nil }
  let exponent = Int(log10(standardError).rounded(.down))
  let digits = (standardError / pow(10, Double(exponent - 2))).rounded()
  // Two digits of 1000 end where one digit of 949 does.
  return digits < 355 ? 1 - exponent : -exponent
}
