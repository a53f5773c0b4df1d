"""First names that are common where English and German are spoken, for telling a person who is only mentioned.

Hand-made from everyday names; those that are words as well stand apart, since only a surname behind them tells.
"""

from __future__ import annotations

_SURE = """
Aaron Abby Abdul Abigail Achim Ada Adam Adele Adrian Agnes Ahmed Aisha Alan Albert Alejandro Alessandro Alex Alexander
Alexandra Alexis Alfred Ali Alice Alicia Alina Alison Allison Alois Amanda Amelia Amir Amit Amy Ana Andre Andrea
Andreas Andrew Andrey Andy Anette Angela Angelika Anita Anja Anjali Anke Ann Anna Annabel Anne Anneliese Annette Annika
Anthony Antje Antonia Antonio Anton Anya Armin Arne Arno Arnold Arthur Arun Astrid Audrey Axel Ayse Barbara Bastian
Beate Beatrice Becky Ben Benedikt Benjamin Bernadette Bernard Bernd Bernhard Beth Bettina Betty Birgit Bjorn Björn Bob
Bobby Boris Brad Bradley Brandon Brenda Brendan Brian Bridget Brigitte Britta Bruce Bruno Bryan Caitlin Cameron Carina
Carl Carla Carlos Carmen Caroline Carolin Carsten Caspar Catherine Cathy Cecilia Charles Charlie Charlotte Chloe Chris
Christa Christel Christiane Christina Christine Christoph Christopher Cindy Claire Clara Clarissa Claudia Claus Clemens
Colin Connor Conrad Constantin Cora Cordula Corinna Cornelia Craig Curtis Cynthia Dagmar Damian Dan Dana Daniel Daniela
Danielle Danny Darren Dave David Debbie Deborah Denis Denise Dennis Derek Detlef Diana Diane Diego Dieter Dietmar
Dietrich Dimitri Dirk Dominic Dominik Don Donald Donna Doreen Doris Dorothea Dorothy Doug Douglas Duncan Dylan Eberhard
Eckhard Eddie Edgar Edith Eduard Edward Edwin Eileen Elaine Elena Eleanor Elias Elif Elisabeth Elizabeth Elke Ella
Ellen Elsa Emil Emilia Emily Emma Enrico Eric Erica Erich Erik Erika Erwin Esther Ethan Eugen Eva Evelyn Fabian Fatima
Felicitas Felix Ferdinand Fernando Finn Fiona Florian Francesca Francis Francisco Franziska Franz Fred Frederick
Friederike Friedrich Fritz Gabi Gabriel Gabriele Gareth Gary Gavin Geoff George Georg Gerald Gerd Gerhard Gerrit
Gertrud Gina Giovanni Gisela Giulia Gloria Gordon Graham Greg Gregor Gregory Greta Gudrun Guenter Guido Guillermo
Gunnar Gunther Gustav Günter Günther Hanna Hannah Hannelore Hannes Hans Harald Harriet Harry Hartmut Hassan Hector
Heather Heidi Heike Heiko Heiner Heinrich Heinz Helen Helena Helene Helga Helmut Hendrik Henning Henri Henry Herbert
Hermann Hilde Holger Horst Howard Hubert Hugo Ian Ida Ilse Imke Ines Inga Ingo Ingrid Ingeborg Irene Irina Irma Isaac
Isabel Isabella Isabelle Ivan Jacob Jacqueline Jake Jakob Jamal James Jamie Jana Jane Janet Janina Janine Jason Jasmin
Javier Jean Jeff Jeffrey Jelena Jenna Jennifer Jenny Jens Jeremy Jerome Jerry Jesse Jessica Jessie Jill Jim Jimmy
Joachim Joan Joanna Jochen Joe Joel Joerg Johann Johanna Johannes John Johnny Jon Jonas Jonathan Jordan Jorge Jose
Josef Joseph Josephine Joshua Joyce Juan Judith Judy Julia Julian Juliane Julie Julius Jürgen Jutta Jörg Jörn Kai Karen
Karim Karin Karina Karl Karsten Kaspar Kate Katharina Katherine Kathleen Kathrin Kathy Katie Katja Katrin Keith Kelly
Ken Kenneth Kerstin Kevin Khalid Kim Kimberly Kirsten Klara Klaus Klemens Konrad Konstantin Kristian Kristin Kristina
Kurt Kyle Lara Larissa Larry Lars Laura Lauren Lea Leah Lena Lennart Leo Leon Leonard Leonie Leroy Leslie Liam Liane
Lina Linda Lindsay Linus Lisa Logan Lorenz Lothar Lou Louis Louisa Louise Luca Lucas Lucia Lucy Ludwig Luis Luisa Lukas
Luke Lutz Lydia Lynn Madeleine Magdalena Maggie Maik Maja Manfred Manuel Manuela Mara Marc Marcel Marcia Marco Marcus
Margaret Margarete Margit Maria Marianne Marie Mariam Marina Mario Marion Marius Markus Marlene Martha Martin Martina
Marvin Mary Mathilda Mathias Matt Matteo Matthew Matthias Maureen Mauro Maximilian Meera Megan Mehmet Meike Melanie
Melissa Mia Micah Michael Michaela Michel Michelle Miguel Mike Mikhail Mila Milan Mina Miriam Mirjam Mirko Mohamed
Mohammed Moira Molly Mona Monica Monika Moritz Muhammad Murat Mustafa Nadia Nadine Nadja Nancy Naomi Natalia Natalie
Natasha Nathan Neil Nele Niall Nicholas Nicola Nicolas Nicole Niels Nigel Nikita Niklas Nikolaus Nils Nina Noah Nora
Norbert Norman Olaf Ole Oleg Oliver Olivia Omar Oscar Oskar Oswald Otto Owen Pablo Paige Pamela Paola Pascal Patricia
Patrick Paul Paula Pauline Pavel Pedro Peggy Peter Petra Phil Philip Philipp Phillip Pierre Pia Priya Rachel Rafael Raj
Rajesh Ralf Ralph Ramona Raphael Raul Raymond Rebecca Reinhard Reinhold Renate Rene Ricardo Richard Rick Ricky Rita
Robert Roberto Robin Rodrigo Roger Roland Rolf Roman Ron Ronald Ronja Rosemarie Ross Roswitha Roxanne Roy Rudi Rudolf
Rupert Russell Ruth Ryan Sabine Sabrina Salma Sally Sam Samantha Samira Samuel Sandeep Sandra Sanjay Sara Sarah Sascha
Saskia Scott Sean Sebastian Serena Sergej Sergio Shane Shannon Sharon Shaun Sheila Shirley Siegfried Sigrid Silke
Silvia Simon Simone Sofia Sonja Sophia Sophie Stacy Stan Stanley Stefan Stefanie Steffen Stella Stephan Stephanie
Stephen Steve Steven Stuart Sunil Susan Susanne Susi Suzanne Sven Svenja Swantje Sylvia Tamara Tania Tanja Tanya Tara
Tatjana Taylor Ted Teresa Terry Thea Theo Theodor Theresa Thilo Thomas Thorsten Till Tilman Tim Timo Timothy Tina Tobias
Toby Todd Tom Tommy Toni Tony Torben Torsten Tracy Trevor Tristan Tyler Udo Ulf Ulrich Ulrike Ulla Ursula Uta Ute Uwe
Valentina Valerie Vanessa Vera Verena Veronica Veronika Victor Victoria Viktor Vikram Vincent Viola Vivian Vladimir
Volker Waltraud Walter Wayne Wendy Werner Wiebke Wilfried Wilhelm Willi William Winfried Wolf Wolfgang Xavier Yannick
Yasmin Yusuf Yvonne Zachary Zoe Zoey
Aditya Akira Alana Amara Amina Ananya Angus Arjun Arlene Aoife Bogdan Brendon Bridie Callum Chen Chidi Ciara Clive Cyril
Darlene Deepak Desmond Dmitri Dolores Dorian Eamon Edmund Efe Emeka Enzo Ewa Farid Fergus Fiona Gemma Geoffrey Giles
Gustavo Hamid Harold Hiroshi Hugh Imran Irfan Isla Jasper Jerzy Joao Jun Kavita Keiko Kofi Kwame Lakshmi Leila Lionel
Lorna Magnus Malcolm Manish Marek Maurice Mei Mervyn Moses Muriel Nadeem Neha Nikhil Noor Olga Olu Paolo Parth Piotr
Prakash Preeti Quentin Rahul Ramesh Rashid Reggie Rhys Rohan Roisin Rosalind Rosie Sal Sanjana Sergei Shauna Sinead
Siobhan Sofie Suresh Svetlana Tadeusz Tariq Tatiana Tomasz Umar Vijay Wanda Wei Wilma Xiu Yan Yolanda Yuki Yuri Zainab
"""
_WORDS_TOO = """
Amber Angel April Art August Bill Carol Chance Chase Christian Christen Cliff Crystal Daisy Dale Dawn Dean Drew Ernst
Eve Faith Frank Gene Glen Grace Grant Guy Hope Iris Ivy Jack Jade Jan Joy June Lily Mark Max May Melody Miles Nick Olive
Pat Penny Ray Reed Rich Rob Rose Ruby Sandy Summer Sue Violet Wade Will
"""

SURE = frozenset(_SURE.split())
"""A capital and one of these is a person."""
WORDS_TOO = frozenset(_WORDS_TOO.split())
"""These are persons only where a surname follows."""
